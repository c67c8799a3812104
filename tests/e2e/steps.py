"""The main job as a person does it in a browser: small steps by the words on the page, each looked at on arrival."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.factories import PASSWORD

CHAIR = {"name": "Aminah Ratnasari", "nik": "7604995705900001", "born": "17/05/1990"}
MEMBER = {"name": "Halimah Daeng", "nik": "7604994212850002", "born": "02-12-1985"}
GROUP = "Anggrek Mekar 7"

SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, .button, select, textarea, summary, nav a, .section-head a, .brand, .picker-result, .chip, "
    + ".figure-value a, input:not([type=hidden], [type=radio], [type=checkbox]), label:has(input)")]
  .filter(part => part.checkVisibility())
  .map(part => [part.outerHTML.slice(0, 90), Math.round(part.getBoundingClientRect().height)])
  .filter(([, height]) => height < 44)"""


class Walker:
    """Someone at a browser. `look` is called with the page and a name at every stop."""

    def __init__(self, page: Page, look: Callable[[Page, str], None], has_script: bool = True) -> None:
        self.page = page
        self.look = look
        self.has_script = has_script

    def sign_in(self, username: str) -> None:
        """From the front door to the start page."""
        self.page.goto("/")
        self.look(self.page, "masuk")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[type=password]", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_url("**/")
        self.look(self.page, "beranda")

    def sign_out(self) -> None:
        """Through the menu."""
        self.page.click("details.menu > summary")
        self.look(self.page, "menu")
        self.page.click("text=Keluar")
        self.page.wait_for_url("**/masuk/**")

    def find_village(self, typed: str, name: str) -> None:
        """From the start page to step 1 of a new group, the village found by typing."""
        self.page.click("main >> text=Daftarkan kelompok")
        self.look(self.page, "cari-desa")
        self.page.locator("#id_q").press_sequentially(typed)
        if self.has_script:
            self.page.wait_for_selector(f"#hasil-desa:not(:has-text('Sugihwaras')) >> text={name}")
        else:
            self.page.click("main button:has-text('Cari')")
        self.look(self.page, "cari-desa-hasil")
        self.page.click(f"#hasil-desa >> text={name}")
        self.look(self.page, "tempat-dan-nama")

    def name_group(self, name: str = GROUP) -> None:
        """Fill step 1, without saving."""
        self.page.fill("[name=name]", name)
        self.page.fill("[name=founded_on]", "17/08/2019")
        self.page.fill("[name=address]", "Dusun Mekar")
        self.page.fill("[name=rt]", "4")
        self.page.fill("[name=rw]", "12")

    def next_step(self, heading: str) -> None:
        """Save the step and arrive at the next one."""
        self.page.click("text=Simpan dan lanjut")
        self.page.wait_for_selector(f"h1:has-text('{heading}')")

    def fill_decree(self) -> None:
        """Step 2."""
        self.look(self.page, "sk")
        self.page.check("[name=has_decree]")
        self.page.fill("[name=decree_number]", "470/12/KPTS/2021")
        self.page.fill("[name=decree_on]", "2 Mei 2021")
        self.page.select_option("[name=decree_issuer]", "village")

    def add_product(self, name: str) -> None:
        """A product beside step 3, and back to step 3."""
        self.look(self.page, "usaha")
        self.page.click("text=Tambah produk")
        self.look(self.page, "produk")
        self.page.fill("[name=name]", name)
        self.page.click("main button:has-text('Simpan')")
        self.page.wait_for_selector("h1:has-text('Usaha dan produk')")

    def fill_business(self) -> None:
        """Step 3."""
        self.page.locator("[name=sectors]").first.check()
        self.page.locator("[name=market_reach][value=regency]").check()

    def fill_capital(self) -> None:
        """Step 4: capital as people say it."""
        self.look(self.page, "modal")
        self.page.locator("[name=own]").press_sequentially("25 juta")
        self.page.fill("[name=evidence]", "Buku kas halaman 12")

    def add_person(self, person: dict, role: str, button: str = "Simpan") -> None:
        """Someone new on the member page."""
        self.page.fill("[name=nik]", person["nik"])
        self.page.fill("[name=name]", person["name"])
        self.page.check("[name=sex][value=P]")
        self.page.fill("[name=birth_on]", person["born"])
        self.page.select_option("[name=role]", role)
        self.look(self.page, f"anggota-{role}-terisi")
        self.page.get_by_role("button", name=button, exact=True).click()

    def receipt(self) -> str:
        """The code shown on this page."""
        return self.page.locator(".receipt-code").first.inner_text().rsplit(":", 1)[-1].strip()
