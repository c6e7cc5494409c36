# Read by the scripts that build, from the root of the checkout: a toolchain that compose/setup has installed is found.
folder=${TURNBACK_TOOLCHAIN_DIR:-$PWD/.toolchain}
if ! command -v swift >/dev/null 2>&1 && [ -x "$folder/usr/bin/swift" ]; then export PATH="$folder/usr/bin:$PATH"; fi
