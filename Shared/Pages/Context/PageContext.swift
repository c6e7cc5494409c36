internal import Access
internal import Fulfillment
internal import ReadModel

/// What every page is made with: who reads it, when, and how new what it shows is.
struct PageContext: Sendable {
    var viewer: Viewer
    var principal: Person
    var now: Timestamp
    /// Where the page is, with its query.
    var path: Path
    /// The code that its forms carry.
    var formCode: String
    /// nil where the page shows nothing of the record.
    var status: ReadStatus?
    /// Whom to call at a warehouse, by its id. A page shows those of warehouses that its reader has to do with.
    var contacts: [String: [WarehouseContact]] = [:]

    init(
        viewer: Viewer, principal: Person = .anybody, now: Timestamp, path: Path, formCode: String = "",
        status: ReadStatus? = nil
    ) {
        self.viewer = viewer
        self.principal = principal
        self.now = now
        self.path = path
        self.formCode = formCode
        self.status = status
    }

    /// A phrase in the viewer's language.
    func say(_ phrase: Phrase) -> HTML { viewer.language.say(phrase) }

    /// The name that stands beside what the person does: the login's, else the device's own; nil where there is neither.
    var person: String? { principal.name ?? viewer.name }
}

// MARK: Times

extension PageContext {
    /// A moment by the viewer's clock: `14:31`, with the day in front where it is not today.
    func time(_ moment: Timestamp) -> HTML {
        let civil = viewer.zone.civil(moment)
        let isToday = civil.isSameDay(as: viewer.zone.civil(now))
        return stamped(moment, isToday ? civil.clock : "\(civil.date) \(civil.clock)")
    }

    /// A moment to the second: `14:31:07`, with the day in front where it is not today.
    func second(_ moment: Timestamp) -> HTML {
        let civil = viewer.zone.civil(moment)
        let isToday = civil.isSameDay(as: viewer.zone.civil(now))
        return stamped(moment, isToday ? civil.fullClock : "\(civil.date) \(civil.fullClock)")
    }

    /// A moment in full: `2026-11-24 14:31:07`.
    func full(_ moment: Timestamp) -> HTML {
        let civil = viewer.zone.civil(moment)
        return stamped(moment, "\(civil.date) \(civil.fullClock)")
    }

    /// A day: `2026-11-24`.
    func day(_ moment: Timestamp) -> HTML { stamped(moment, viewer.zone.civil(moment).date) }

    /// How long until a moment: `in 2 h 10 min`, or `15 min late`. The script counts it on by the server's clock.
    func left(_ moment: Timestamp) -> HTML {
        let rest = moment.milliseconds - now.milliseconds
        let text = rest >= 0 ? say(.inTime(left: span(rest))) : say(.lateBy(span: span(-rest)))
        return tag("span", .class("left"), .attr("data-until", String(moment.milliseconds))) { text }
    }

    /// How long ago, without the word: `38 min`.
    func age(_ moment: Timestamp) -> HTML { span(now.milliseconds - moment.milliseconds) }

    /// A span of milliseconds in the two largest units that say something: `2 h 10 min`.
    func span(_ milliseconds: Int64) -> HTML {
        let seconds = Int(max(0, milliseconds) / 1000)
        switch seconds {
        case ..<60: return say(.seconds(n: seconds))
        case ..<3600: return say(.minutes(n: seconds / 60))
        case ..<86_400:
            let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
            return say(minutes == 0 ? .hours(h: hours) : .hoursMinutes(h: hours, m: minutes))
        default: return say(.days(n: seconds / 86_400))
        }
    }

    private func stamped(_ moment: Timestamp, _ text: String) -> HTML {
        tag("time", .attr("datetime", ViewerTime.machine(moment)), .class("nowrap")) { HTML(text: text) }
    }
}

/// A moment as machines read it.
enum ViewerTime {
    static func machine(_ moment: Timestamp) -> String {
        let civil = CivilTime(seconds: moment.milliseconds / 1000)
        return "\(civil.date)T\(civil.fullClock)Z"
    }
}
