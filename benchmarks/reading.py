"""What a reader waits for: a page of each kind in chromium, on a slow telephone, as Lighthouse measures."""

import gzip
import shutil
import statistics
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.measure import REPEATS, ROOT, table, werkmonitor
from werkmonitor.publish.live import BUNDLE

PAGES = {
    "all monitors": "index.html",
    "programme": "2022-11/index.html",
    "category": "2022-11/categorie/scholingstrajecten.html",
    "municipality": "2022-11/gemeente/hilversum.html",
    "project": "2022-11/project/zorgstart.html",
    "search": "zoeken.html",
}
PICTURE = "svg:has(+ script)"

SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8, "uploadThroughput": 750_000 / 8}
"""Lighthouse's slow 4G: 150 ms for a round trip, 1.6 megabits a second."""
SLOWER = 4
"""Its telephone: so many times slower than this machine."""

WATCH = """
window.told = {paint: 0, shift: 0};
new PerformanceObserver(list => told.paint = list.getEntries().at(-1).startTime)
    .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => list.getEntries().forEach(entry => told.shift += entry.value))
    .observe({type: 'layout-shift', buffered: true});
"""


def reading(folder: Path) -> str:
    """First and largest paint, shift of the layout, weight; and how long until a picture answers."""
    data = folder / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("processed", "editions"))
    werkmonitor(data, "run")
    return measured(folder / "outputs" / "site")


def measured(site: Path) -> str:
    """The table for a site that stands."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Zipped, directory=str(site))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            chromium = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            root = f"http://127.0.0.1:{server.server_port}/"
            rows = [(name, *_page(browser, root + path, site / path)) for name, path in PAGES.items()]
            browser.close()
        server.shutdown()
    heaviest = max(site.glob("*/**/*.html"), key=lambda path: path.stat().st_size)
    script = (site / BUNDLE).read_bytes()
    head = [
        "page",
        "kB",
        "kB sent",
        "requests",
        "first paint, s",
        "largest paint, s",
        "layout shift",
        "picture answers, s",
    ]
    return "\n\n".join(
        [
            "## What a reader waits for",
            f"Chromium as a slow telephone on slow 4G, as Lighthouse has it: {SLOWER} times slower than this machine, "
            f"150 ms for a round trip, 1.6 megabits a second; empty cache, medians of {REPEATS}. Sent is what a server "
            "sends that compresses. A picture answers: from the first time that somebody points at one, the script "
            f"({len(script) / 1000:.0f} kB, {len(gzip.compress(script)) / 1000:.0f} kB sent) still to be loaded; after "
            "that at once.",
            table(head, rows),
            f"The heaviest page is {heaviest.relative_to(site).as_posix()}: {heaviest.stat().st_size / 1000:.0f} kB.",
        ]
    )


def _page(browser: Browser, address: str, file: Path) -> tuple[float | int | str, ...]:
    found = [_once(browser, address) for _ in range(REPEATS)]
    first, largest, shift, requests, answer = (statistics.median(values) for values in zip(*found, strict=True))
    content = file.read_bytes()
    sizes = (f"{len(content) / 1000:.0f}", f"{len(gzip.compress(content)) / 1000:.0f}")
    return *sizes, int(requests), first, largest, f"{shift:.3f}", f"{answer:.2f}" if answer else "–"


def _once(browser: Browser, address: str) -> tuple[float, float, float, int, float]:
    """First paint, largest paint, shift, requests while nobody points at anything, seconds until a picture answers."""
    with browser.new_context(viewport={"width": 412, "height": 823}) as context:
        page, asked = context.new_page(), list[str]()
        page.on("request", lambda request: asked.append(request.url))
        talk = context.new_cdp_session(page)
        talk.send("Network.enable")
        talk.send("Network.emulateNetworkConditions", SLOW)
        talk.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.add_init_script(WATCH)
        page.goto(address, wait_until="load")
        page.wait_for_timeout(500)
        first = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        told = page.evaluate("told")
        return first / 1000, told["paint"] / 1000, told["shift"], len(asked), _answers(page)


def _answers(page: Page) -> float:
    if not page.locator(PICTURE).count():
        return 0.0
    page.locator(PICTURE).first.scroll_into_view_if_needed()
    begun: float = page.evaluate("performance.now()")
    page.locator(PICTURE).first.hover()
    page.wait_for_function("() => document.querySelector('.tip')", polling=20)
    done: float = page.evaluate("performance.now()")
    return (done - begun) / 1000


class _Zipped(SimpleHTTPRequestHandler):
    """Files as a usual server sends them: compressed."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing."""
