# Read by the scripts that build, from the root of the checkout: a toolchain that compose/setup has installed comes first.
folder=${TURNBACK_TOOLCHAIN_DIR:-$PWD/.toolchain}
if [ -x "$folder/usr/bin/swift" ]; then export PATH="$folder/usr/bin:$PATH"; fi
