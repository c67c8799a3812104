"""The words made-up registers are drawn from, with how often each is drawn."""

WOMEN = """
Siti Sutarmi Sutarni Sri Nur Nurhayati Nurjannah Rahmawati Rahmi Rosmini Rosnani Hasnah Hasni Hasniati Haslinda
Hadijah Halimah Hamsiah Hartati Hartini Harlina Herlina Herawati Ida Indrawati Irawati Irma Ismawati Jamilah Jumiati
Jumriah Juriah Kartini Kasmawati Kasmi Khadijah Lasmi Lastri Lestari Lina Lilis Ludia Maria Marlina Marwah Maryam
Maryati Masita Mega Megawati Mina Mulyani Mulyati Murni Murniati Musdalifah Nani Nengah Ni_Luh Ni_Made Ningsih Nirmala
Nuraeni Nuraini Nurbaya Nurdiana Nurhidayah Nurlaela Nurlina Nurmala Nurmiati Nursiah Paini Parti Partini Patimah
Ponirah Purwanti Puspita Ratna Ratnawati Rini Risma Rismawati Rohana Rohani Rosdiana Rosmiati Rubiah Rukiah Rukmini
Rusmini Rustini Saidah Salma Salmiah Samsiah Sania Saodah Sarah Sari Sartika Satriani Sitti Suarni Subaedah Suhartini
Sukarti Sukmawati Sulastri Sumarni Sumiati Sumini Sunarti Suparmi Suprapti Supriyati Suriani Suryani Susanti
Susilawati Suwarni Tati Titin Tri Tukiyem Tuminah Ulfa Umi Wahida Wahyuni Warni Wati Wiwik Yanti Yohana Yuliana
Yulianti Yuni Yusni Zaenab Zainab Zubaidah
""".split()

MEN = """
Abdul Abdullah Achmad Adi Agus Ahmad Ambo Amir Andi Anwar Arifin Arman Asep Baharuddin Bambang Basri Budi Burhan
Dadang Daeng Darwis Dedi Eko Fajar Firman Hamzah Hardi Haris Hasan Hasanuddin Hendra Heri Ibrahim Idris Ilham Imran
Iskandar Ismail Jamaluddin Joko Jufri Kadir Kamaruddin Ketut Lukman Made Mahmud Mansur Muhammad Muhtar Muliadi Mustafa
Mustari Nasir Nasruddin Nurdin Nyoman Paulus Petrus Rahmat Ramli Ridwan Rizal Ruslan Rustam Sabaruddin Saharuddin
Salim Samsul Slamet Sudirman Sugeng Suharto Sukri Sulaiman Sumardi Suparman Supriadi Suryadi Sutrisno Suwarno
Syamsuddin Tahir Taufik Tono Udin Umar Usman Wahyu Wayan Yohanes Yunus Yusuf Zainal Zulkifli
""".split()

SURNAMES = """
Abbas Aminah Anggraini Astuti Aziz Bakri Bahar Budiarti Daud Dewi Effendi Fitriani Gani Hakim Halim Hamid Handayani
Haris Hartono Hasan Hasyim Hidayah Hidayat Husain Idrus Ilyas Indriani Jafar Jaya Kadir Karim Kasim Kurniasih
Kurniawan Kusuma Latif Laela Mahmud Mandasari Mappa Marwan Maulana Mukhtar Musa Nawir Ningrum Nugroho Nur Nurani
Nurhidayat Pasaribu Permata Pertiwi Pratama Pratiwi Purnama Purnamasari Puspitasari Putri Rahayu Rahman Rahmat
Ramadhani Rasyid Rauf Riyadi Rosida Safitri Said Salam Salmah Sanusi Saputra Sari Setiawan Setyowati Siregar Sitorus
Suhardi Sulistyowati Suryati Susilo Syahrir Syam Syarif Tahir Tandi Thamrin Tina Usman Utami Wahab Wahyuningsih
Wardani Widodo Widyastuti Wijaya Winarti Wulandari Yasin Yunita Yusuf Zain
""".split()

GROUP_NAMES = """
Melati Mawar Anggrek Kenanga Cempaka Dahlia Flamboyan Teratai Bougenville Kamboja Seroja Nusa_Indah Sakura Sedap_Malam
Aster Harapan Harapan_Kita Harapan_Jaya Karya_Bersama Karya_Ibu Karya_Mandiri Kasih_Ibu Mekar Mekar_Sari Mekar_Jaya
Makmur Makmur_Jaya Maju_Bersama Maju_Jaya Sumber_Rezeki Sumber_Makmur Sejahtera Sehati Sipakatau Sipatuo Siamasei
Mammesa Mandar_Jaya Usaha_Bersama Usaha_Ibu Berkah Berkah_Ibu Barokah Amanah Annisa Al_Hidayah Bina_Sejahtera
Bina_Keluarga Cahaya Cahaya_Ibu Citra_Mandiri Dewi_Sri Dewi_Sartika Kartini Srikandi Gemilang Guyub_Rukun Rukun
Rukun_Makmur Ngudi_Rahayu Ngudi_Rejeki Sido_Makmur Sido_Maju Sri_Rejeki Tunas_Harapan Tunas_Baru Wanita_Tani
Wijaya_Kusuma Putri_Mandiri Pelita Lestari Kreatif Serumpun Setia_Kawan Sinar_Harapan
""".split()

# Product, code of its sector (see groups' reference rows).
PRODUCTS = (
    "Keripik pisang",
    "Keripik singkong",
    "Abon ikan",
    "Bandeng tanpa duri",
    "Minyak kelapa",
    "Gula aren",
    "Kue kering",
    "Roti goreng",
    "Kopi bubuk",
    "Sambal botol",
    "Kerupuk udang",
    "Tempe",
    "Tahu",
    "Telur asin",
    "Sirup markisa",
    "Cokelat olahan",
    "Jahe instan",
    "Tenun sutra Mandar",
    "Batik tulis",
    "Anyaman pandan",
    "Tas anyaman",
    "Sulaman kerudung",
    "Menjahit pakaian",
    "Kain perca",
    "Sapu lidi",
    "Gerabah",
    "Bibit sayur",
    "Sayur hidroponik",
    "Ternak ayam kampung",
    "Ternak kambing",
    "Warung sembako",
    "Katering",
    "Rias pengantin",
    "Jamu gendong",
    "Sabun cuci piring",
)

NO_MEETING_REASONS = (
    "Musim panen, anggota bekerja di kebun",
    "Jalan ke desa terputus",
    "Ketua sakit",
    "Bulan puasa, pertemuan digeser",
)
RETURN_NOTES = (
    "Yang hadir lebih sedikit daripada di buku. Mohon dicentang ulang.",
    "Narasumber belum jelas: tulis nama dan jabatannya.",
    "Tanggal kunjungan tidak cocok dengan buku tamu desa.",
)
PRESENTERS = ("PKB Kecamatan", "Kader PPKBD", "Ketua kelompok", "Bidan desa", "Penyuluh pertanian", "Pendamping PLUT")
AGENCIES = ("Dinas Koperasi dan UKM", "OPD-KB kabupaten", "Dinas Perindustrian", "Balai Latihan Kerja", "PLUT KUMKM")
COACHING_TARGETS = ("Pengurus kelompok", "Semua anggota", "Anggota bagian produksi", "Anggota bagian pemasaran")
OTHER_GROUP_REASONS = (
    "Ketua pindah ke kabupaten lain",
    "Bahan baku sulit didapat",
    "Anggota beralih ke usaha lain",
    "Tidak ada kegiatan selama satu tahun",
)
DISSOLVED_REASONS = ("Anggota sepakat bubar", "Bergabung ke BUMDes", "Semua anggota pindah usaha")
COME_BACK_REASONS = ("Kepengurusan baru terbentuk", "Kegiatan dimulai lagi setelah panen")
LEAVE_REASONS = ("Pindah tempat tinggal", "Bekerja di luar daerah", "Mengurus keluarga", "Meninggal dunia")
CHAIR_CHANGE_REASONS = ("Masa tugas selesai", "Pemilihan ketua baru")
STREETS = (
    "Jl. Poros",
    "Jl. Pendidikan",
    "Jl. Masjid",
    "Jl. Pasar",
    "Dusun I",
    "Dusun II",
    "Dusun Krajan",
    "Lingkungan Barat",
)

# KB status of members: share per mille. The rest (about 3 %) has no status on record.
KB_STATUSES = (
    ("new", 60),
    ("active", 480),
    ("long_term", 160),
    ("paused", 40),
    ("prospective", 40),
    ("former", 120),
    ("never", 70),
)
# Methods of participants as in West Sulawesi (share per mille).
KB_METHODS = (
    ("injection", 410),
    ("pill", 250),
    ("implant", 220),
    ("iud", 40),
    ("tubectomy", 40),
    ("condom", 30),
    ("vasectomy", 3),
    ("lam", 3),
    ("traditional", 4),
)
WELFARE_STAGES = (("pre", 140), ("i", 300), ("ii", 330), ("iii", 190), ("iii_plus", 40))


def spaced(words):
    """Turn the pools' underscores into spaces."""
    return tuple(word.replace("_", " ") for word in words)


WOMEN, MEN, GROUP_NAMES = spaced(WOMEN), spaced(MEN), spaced(GROUP_NAMES)
