"""This file starts Chromium with the extension in it, for tests and pictures, and readies the extension for Firefox."""

import json
import shutil
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright, Worker

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def launch(playwright: Playwright, extension: Path, folder: Path) -> BrowserContext:
    """Start it; no program can press the browser's own button, so the local pages are allowed beforehand."""
    copy = allow(extension, folder / "extension")
    arguments = ["--no-sandbox", f"--load-extension={copy}", f"--disable-extensions-except={copy}", "--headless=new"]
    arguments.append("--disable-features=DisableLoadExtensionCommandLineSwitch")
    return playwright.chromium.launch_persistent_context(
        str(folder / "profile"), executable_path=CHROMIUM, headless=True, args=arguments, timeout=120_000
    )


def allow(extension: Path, target: Path) -> Path:
    """Copy the extension, and let the copy read local pages without the click that activeTab waits for."""
    copy = Path(shutil.copytree(extension, target))
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["host_permissions"] = ["http://127.0.0.1/*"]
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return copy


def worker_of(context: BrowserContext, service: str) -> Worker:
    """Return the extension's worker, once it is set to a service."""
    found = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    found.evaluate("service => chrome.storage.local.set({ service, key: '' })", service)
    return found
