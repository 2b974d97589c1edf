"""This file builds the extension (`make extension`): a folder and a zip for each browser, the same bytes each time."""

import json
import shutil
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "service" / "static"
READABILITY = HERE / "node_modules" / "@mozilla" / "readability" / "Readability.js"
SHARED = ("view.js", "page.css")  # the page draws the same bars
WHEN = (2020, 1, 1, 0, 0, 0)  # of every file in a zip


def main(dist: Path = HERE / "dist") -> None:
    """Build for both browsers."""
    for browser in ("chromium", "firefox"):
        folder = dist / browser
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE / "src", folder)
        for name in SHARED:
            shutil.copy(STATIC / name, folder / name)
        shutil.copy(READABILITY, folder / "readability.js")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        if browser == "chromium":
            manifest["minimum_chrome_version"] = "110"  # has highlights, storage.session and toSorted
        else:
            manifest["background"] = {"scripts": ["worker.js"], "type": "module"}
            gecko = {"id": "rhetor@rhetor.invalid", "strict_min_version": "140.0"}
            gecko["data_collection_permissions"] = {"required": ["websiteContent"]}
            manifest["browser_specific_settings"] = {"gecko": gecko, "gecko_android": {"strict_min_version": "142.0"}}
        (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
        pack(folder, dist / f"rhetor-{browser}-{manifest['version']}.zip")


def pack(folder: Path, target: Path) -> None:
    """Zip a folder; the same files give the same bytes."""
    part = target.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), WHEN)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, path.read_bytes())
    part.replace(target)


if __name__ == "__main__":
    main()
