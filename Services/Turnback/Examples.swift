/// What the help shows of each command beside its options, by the command's words.
enum Examples {
    /// Command lines to copy.
    static let all: [String: [String]] = [
        "serve": ["turnback serve --data ./data", "turnback serve --kafka localhost:9092 --policy policy.json"],
        "topics create": ["turnback topics create --kafka localhost:9092 --partitions 6 --replication 3"],
        "topics check": ["turnback topics check --kafka localhost:9092"],
        "topics list": ["turnback topics list --kafka localhost:9092", "turnback topics list --data ./data --json"],
        "topics grow": ["turnback topics grow --partitions 6 --kafka localhost:9092"],
        "topics rewind": [
            "turnback topics rewind --service orders --topic fulfillment.orders.commands.v1 --kafka localhost:9092"
        ],
        "publish": [
            "turnback publish compose/first-parcel/packed.jsonl --kafka localhost:9092",
            "turnback publish - --kafka localhost:9092 < events.jsonl", "turnback publish events.jsonl --data ./data",
        ],
        "follow": [
            "turnback follow --order shop-de/1001 --kafka localhost:9092",
            "turnback follow --until-end --since 2h --store shop-de --topic cancellations.outcomes",
        ],
        "inspect order": [
            "turnback inspect order shop-de/1001 --console http://localhost:8080",
            "turnback inspect order shop-de/1001 --kafka localhost:9092 --json",
        ],
        "inspect stock": [
            "turnback inspect stock acme/LAX1 --kafka localhost:9092",
            "turnback inspect stock acme/LAX1 SKU-1 --data ./data",
        ],
        "inspect return": ["turnback inspect return shop-de/1001 RO-OB-1001-1 --kafka localhost:9092"],
        "cases": [
            "turnback cases --overdue --console http://localhost:8080",
            "turnback cases --open --store shop-de --csv --data ./data",
        ],
        "tasks": ["turnback tasks --warehouse LAX1 --overdue --console http://localhost:8080"],
        "returns": ["turnback returns --open --json --data ./data"],
        "dead-letters list": ["turnback dead-letters list --kafka localhost:9092"],
        "dead-letters count": ["turnback dead-letters count --since 1d --topic orders.commands --kafka localhost:9092"],
        "dead-letters show": ["turnback dead-letters show 1@3 --kafka localhost:9092"],
        "dead-letters replay": [
            "turnback dead-letters replay --code notWritable --since 2h --kafka localhost:9092",
            "turnback dead-letters replay --letter 1@3 --yes --kafka localhost:9092",
        ],
        "dead-letters export": [
            "turnback dead-letters export --code missingField --kafka localhost:9092 > letters.jsonl"
        ],
        "dead-letters send": [
            "turnback dead-letters send letters.jsonl --why 'the field was added' --yes --kafka localhost:9092"
        ],
        "dead-letters dismiss": [
            "turnback dead-letters dismiss --letter 1@3 --why 'a test of the new WMS' --yes --kafka localhost:9092"
        ],
        "erase": [
            "turnback erase --order shop-de/1001 --dry-run --kafka localhost:9092",
            "turnback erase --order shop-de/1001 --kafka localhost:9092",
        ],
        "hooks try": ["turnback hooks try acme-shopify order.json --connections connections.json"],
        "hooks list": ["turnback hooks list --waiting"],
        "hooks secret": ["turnback hooks secret"],
        "sweep": ["turnback sweep acme-shopify cancelled.csv --connections connections.json --kafka localhost:9092"],
        "import edi": ["turnback import edi changes.x12 --connections connections.json --kafka localhost:9092"],
        "outcomes list": ["turnback outcomes list --dead"],
        "outcomes replay": ["turnback outcomes replay --store shop-de --dead"],
        "demo": ["turnback demo", "turnback demo --console"],
        "replay": ["turnback replay retail.csv", "turnback replay retail.csv --kafka localhost:9092"],
        "reconcile": [
            "turnback reconcile --kafka localhost:9092", "turnback reconcile --snapshot ./proof --kafka localhost:9092",
        ],
        "token new": [
            "turnback token new desk-berlin --role store --store shop-de --access access.json",
            "turnback token new lax1 --role warehouse --warehouse LAX1 --access access.json",
        ],
        "token list": ["turnback token list --access access.json"],
        "token revoke": ["turnback token revoke TOKEN-ID --access access.json"],
        "policy show": ["turnback policy show", "turnback policy show --policy policy.json --json"],
        "policy check": ["turnback policy check policy.json", "turnback policy check --policy policy.json"],
        "doctor": [
            "turnback doctor --kafka localhost:9092",
            "turnback doctor --programs orders-0:8081,orders-1:8081 --policy policy.json",
            "turnback doctor --data ./data",
        ],
        "contract asyncapi": [
            "turnback contract asyncapi > turnback.json", "turnback contract asyncapi --for store > store.json",
        ],
        "contract schema": [
            "turnback contract schema", "turnback contract schema fulfillment.cancellation.requested.v1",
        ],
        "contract codes": ["turnback contract codes"],
        "contract topics": ["turnback contract topics --json"],
        "bench": ["turnback bench --kafka localhost:9092", "turnback bench"],
        "completions": [
            "turnback completions bash > ~/.local/share/bash-completion/completions/turnback",
            "turnback completions fish > ~/.config/fish/completions/turnback.fish",
        ],
        "man": ["turnback man > turnback.1", "turnback man dead-letters | man -l -"],
        "healthcheck": ["turnback healthcheck", "turnback healthcheck --live --http 127.0.0.1:8080"],
    ]

    /// What it means that a command ends with 1.
    static let failures: [String: String] = [
        "doctor": "Something has to be fixed.",
        "erase": "The order is not known, or has not ended; nothing was erased.",
        "inspect order": "Nothing is known of it.", "inspect stock": "Nothing is known of it.",
        "inspect return": "Nothing is known of it.",
        "token revoke": "The file has no such token.",
        "dead-letters show": "There is no such dead letter.",
        "dead-letters send": "Nothing was sent: all of them were dealt with before, or it was interrupted.",
        "cases": "The console refuses the question.", "tasks": "The console refuses the question.",
        "returns": "The console refuses the question.",
        "dead-letters dismiss": "No such dead letter waits.",
        "reconcile": "Something that Turnback promises does not hold.",
        "demo": "The proof found that units do not add up.", "replay": "The proof found that units do not add up.",
    ]
}
