#!/usr/bin/env python3
"""The pages in a real browser, on real services with a real log: what a store desk, a floor, a stock keeper and operations do.

    run.py --program TURNBACK --axe axe.min.js --screenshots DIR [NAME…]

Each main path is walked at 1280 and 360 pixels, in both languages, with and without script. Nothing is put into the read model:
orders, reports and requests come over the API, as from other systems."""

import argparse
import os
import sys
import time
import traceback

from paths import Paths
from roles import logins_and_their_pages
from special import SPECIAL
from unreadable import unreadable
from webdriver import Driver
from world import Turnback

MODES = [(language, script, width) for language in ("en", "zh") for script in (True, False) for width in (1280, 360)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--axe", required=True)
    parser.add_argument("--screenshots", required=True)
    parser.add_argument("--kafka", help="a fresh Kafka, for what no API takes")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    os.makedirs(options.screenshots, exist_ok=True)
    with open(options.axe, encoding="utf-8") as file:
        axe = file.read()

    world = Turnback(options.program)
    driver = Driver()
    failed, ran, began = [], 0, time.monotonic()

    def attempt(name, test):
        nonlocal ran
        if options.names and not any(wanted in name for wanted in options.names):
            return
        ran += 1
        start = time.monotonic()
        try:
            test()
            print(f"✔ {name} ({time.monotonic() - start:.1f} s)", flush=True)
        except Exception:
            failed.append(name)
            print(f"✘ {name}\n{traceback.format_exc()}", flush=True)

    try:
        world.receives([("MUG-BLUE", 5_000), ("TEAPOT-1", 5_000), ("LAMP-9", 5_000)])
        for language, script, width in MODES:
            mode = f"{language}-{width}{'' if script else '-no-script'}"
            paths = Paths(driver, world, axe, options.screenshots, language, script, width, mode)
            for name, path in paths.all():
                attempt(f"{name} {mode}", path)
            paths.close()
        for name, test in SPECIAL:
            attempt(name, lambda: test(driver, world, axe, options.screenshots))
        attempt("logins and their pages", lambda: logins_and_their_pages(driver, options.program, axe, options.screenshots))
        if options.kafka:
            attempt("what could not be read", lambda: unreadable(driver, options.program, options.kafka, axe, options.screenshots))
    finally:
        driver.close()
        world.close()
    print(f"{ran} paths in {time.monotonic() - began:.0f} s, {len(failed)} failed"
          + "".join(f"\n  ✘ {name}" for name in failed))
    sys.exit(1 if failed or not ran else 0)


if __name__ == "__main__":
    main()
