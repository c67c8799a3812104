"""Lists that leave as files: each list of the product exactly as its page shows it (IE07 to IE10).

`lists.py` names them; `sheet.py` says what one is; `as_csv.py` and `as_xlsx.py` write rows as they come, with the
memory of one batch; `making.py` chooses between a file at once and a job; `keeping.py` keeps the job's file, sealed.
"""
