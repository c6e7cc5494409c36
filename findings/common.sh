# Sourced by the scripts here: a temporary folder that goes again, pinned packages from PyPI, a throwaway Kafka.
work=$(mktemp -d)
broker=

end() {
    status=$?
    trap - EXIT
    if [ -n "$broker" ]; then
        kill "$broker" 2>/dev/null || true
        wait "$broker" 2>/dev/null || true
    fi
    rm -rf "$work"
    exit "$status"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

cannot() {
    echo "cannot run here: $*"
    exit 75
}

# packages NAME PACKAGE==VERSION…: a Python environment $work/NAME with these packages and no others.
packages() {
    name=$1
    shift
    command -v timeout >/dev/null || cannot "timeout is missing"
    python3 -m venv "$work/$name" 2>"$work/pip.log" || cannot "python3 -m venv does not work"
    timeout 300 "$work/$name/bin/pip" install -q --disable-pip-version-check --no-deps --only-binary :all: "$@" \
        >"$work/pip.log" 2>&1 || { tail -3 "$work/pip.log"; cannot "these packages cannot be had: $*"; }
}

# For the checks: prints what is seen, and remembers where that is not what the script describes.
cat >"$work/expect.py" <<'PY'
import sys

failed = False


def expect(what, got, wanted):
    global failed
    print(f"{what}: {got}")
    if got != wanted:
        print(f"  expected {wanted}")
        failed = True


def finish():
    sys.exit(failed)
PY

# check NAME FILE [ARGUMENT…]: runs $work/FILE in that environment. It prints what it sees and fails where that is new.
check() {
    name=$1 file=$2
    shift 2
    timeout 150 "$work/$name/bin/python" -W ignore "$work/$file" "$@"
}

# start_broker: one Kafka 4.x node on 127.0.0.1, its address in $address. KAFKA_HOME is an unpacked Kafka.
start_broker() {
    [ -n "${KAFKA_HOME:-}" ] || cannot "set KAFKA_HOME to an unpacked Kafka 4.x"
    command -v java >/dev/null || cannot "Kafka needs a Java runtime"
    mkdir "$work/kafka"
    python3 - "$work/kafka" <<'PY'
import socket, sys
listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
port, controller = (listener.getsockname()[1] for listener in listeners)
with open(sys.argv[1] + "/server.properties", "w") as file:
    file.write(f"""process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={sys.argv[1]}/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
group.initial.rebalance.delay.ms=0
""")
with open(sys.argv[1] + "/address", "w") as file:
    file.write(f"127.0.0.1:{port}")
PY
    address=$(cat "$work/kafka/address")
    export KAFKA_HEAP_OPTS="-Xms128m -Xmx512m" LOG_DIR="$work/kafka/logs"
    settings=$work/kafka/server.properties
    "$KAFKA_HOME/bin/kafka-storage.sh" format -t AAAAAAAAAAAAAAAAAAAAAQ -c "$settings" >"$work/kafka/format" 2>&1 ||
        cannot "Kafka cannot format its folder: $(tail -1 "$work/kafka/format")"
    "$KAFKA_HOME/bin/kafka-server-start.sh" "$settings" >"$work/kafka/out" 2>&1 </dev/null &
    broker=$!
    tries=0
    until grep -qs 'Kafka Server started' "$work/kafka/out"; do
        kill -0 "$broker" 2>/dev/null || { broker=; cannot "Kafka ended: $(tail -1 "$work/kafka/out")"; }
        tries=$((tries + 1))
        [ "$tries" -lt 90 ] || cannot "Kafka did not start within 90 s"
        sleep 1
    done
}
