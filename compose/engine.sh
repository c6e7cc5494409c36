# For the scripts of this folder: the engine, its images and Compose. Sourced, with the checkout as the working directory.

# Where no image can be pulled, a machine may have its own way to make an engine and the base images.
prepare=../shared/containers/prepare

say() { echo "$*" >&2; }

# An engine that answers.
need_engine() {
    docker info >/dev/null 2>&1 && return
    # The engine outlives who starts it, and so it must not share a folder for temporary files.
    [ ! -x $prepare ] || env -u TMPDIR $prepare engine
    docker info >/dev/null 2>&1 || { say "No Docker engine answers: start it, then run $0 again."; exit 69; }
}

# need_image NAME:TAG: an image that others publish.
need_image() {
    docker image inspect "$1" >/dev/null 2>&1 || docker pull -q "$1" >/dev/null 2>&1 && return
    [ -x $prepare ] || { say "The image $1 cannot be pulled: is the registry reachable?"; exit 69; }
    part=${1%%:*}
    env -u TMPDIR $prepare "${part##*/}"
}

# Compose by its name on this machine: v2 is a plugin, v1 a separate program.
if docker compose version >/dev/null 2>&1; then compose_program="docker compose"; else compose_program=docker-compose; fi
export COMPOSE_PROJECT_NAME="${COMPOSE_PROJECT_NAME:-turnback}"

# use_overlays NAME…: which files `compose` reads beside compose.yaml.
use_overlays() {
    case " $* " in *" secured "*) secured=1 ;; *) secured= ;; esac
    case "$secured $*" in 1*" three-"*)
        say "secured has one broker and one orders: start it without three-brokers and three-orders."
        exit 64
        ;;
    esac
    files="-f compose/compose.yaml"
    for overlay; do
        [ -f "compose/$overlay.yaml" ] && [ "$overlay" != compose ] || {
            say "There is no overlay '$overlay'; there are: $(overlays)."
            exit 64
        }
        files="$files -f compose/$overlay.yaml"
    done
}

overlays() { ls compose/*.yaml | sed 's/.*\/\(.*\)\.yaml/\1/' | grep -vx compose | tr '\n' ' ' | sed 's/ $//; s/ /, /g'; }

compose() {
    command -v "${compose_program%% *}" >/dev/null 2>&1 || { say "Compose is missing: install docker-compose."; exit 69; }
    # shellcheck disable=SC2086 -- words on purpose
    $compose_program $files "$@"
}
