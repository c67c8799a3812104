"""The 38 provinces on a grid of 15 by 7 tiles: column, row and a short name by province code.

Facts about where provinces lie towards each other (codes: Kepmendagri 300.2.2-2430/2025); drawn for this registry, no
source to license. Short names are the ones in everyday use; the full name always stands beside or in the label.
"""

COLUMNS = 15
ROWS = 7

TILES = {
    "11": (0, 0, "Aceh"),
    "12": (1, 1, "Sumut"),
    "13": (1, 2, "Sumbar"),
    "14": (2, 2, "Riau"),
    "21": (3, 2, "Kepri"),
    "15": (2, 3, "Jambi"),
    "16": (3, 3, "Sumsel"),
    "19": (4, 3, "Babel"),
    "17": (2, 4, "Bengkulu"),
    "18": (3, 4, "Lampung"),
    "36": (3, 5, "Banten"),
    "31": (4, 5, "Jakarta"),
    "32": (4, 6, "Jabar"),
    "33": (5, 5, "Jateng"),
    "34": (5, 6, "DIY"),
    "35": (6, 5, "Jatim"),
    "51": (7, 5, "Bali"),
    "52": (8, 5, "NTB"),
    "53": (9, 5, "NTT"),
    "61": (5, 2, "Kalbar"),
    "62": (6, 2, "Kalteng"),
    "63": (6, 3, "Kalsel"),
    "64": (7, 2, "Kaltim"),
    "65": (7, 1, "Kaltara"),
    "71": (10, 1, "Sulut"),
    "75": (9, 1, "Gorontalo"),
    "72": (9, 2, "Sulteng"),
    "76": (8, 2, "Sulbar"),
    "73": (8, 3, "Sulsel"),
    "74": (9, 3, "Sultra"),
    "82": (11, 1, "Malut"),
    "81": (11, 3, "Maluku"),
    "96": (12, 2, "PBD"),
    "92": (13, 2, "Pabar"),
    "94": (13, 3, "Pateng"),
    "91": (14, 2, "Papua"),
    "95": (14, 3, "Papeg"),
    "93": (14, 4, "Pasel"),
}
