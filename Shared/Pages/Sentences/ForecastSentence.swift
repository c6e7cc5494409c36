internal import Fulfillment

/// What a cancellation would do right now, said before anybody asks for it: `ask the warehouse to look; answer by 18:31`.
enum ForecastSentence {
    static func text(_ forecast: CancellationForecast, _ context: PageContext) -> HTML {
        switch forecast.step {
        case .cancel(available: 0): context.say(.wouldCancelNoStock)
        case .cancel(let available): context.say(.wouldCancel(n: available))
        case .verify(let seconds): context.say(.wouldLook(t: context.time(context.now.adding(seconds: seconds))))
        case .putBack(let seconds): context.say(.wouldPutBack(t: context.time(context.now.adding(seconds: seconds))))
        case .refuse(.delivered): context.say(.wouldRefuseDelivered)
        case .refuse(.partialAfterWorkStarted): context.say(.wouldRefusePart)
        case .refuse(.goodsMissing): context.say(.wouldRefuseMissing)
        case .refuse(.alreadyBack): context.say(.wouldChangeNothingBack)
        case .refuse(.alreadyCancelled): context.say(.wouldChangeNothingDone)
        case .refuse: context.say(.wouldRefuseCarrier)
        case .covered(let caseId, _): context.say(.wouldChangeNothing(c: context.caseLink(caseId)))
        }
    }

    /// How it looks: what stops nothing is late, what waits for the floor waits.
    static func tone(_ forecast: CancellationForecast) -> String {
        switch forecast.step {
        case .cancel: "good"
        case .verify, .putBack: "wait"
        case .refuse: "late"
        case .covered: ""
        }
    }
}

extension CancellationForecast {
    /// Asking for it would do something.
    var changesSomething: Bool {
        switch step {
        case .cancel, .verify, .putBack: true
        case .refuse, .covered: false
        }
    }
}
