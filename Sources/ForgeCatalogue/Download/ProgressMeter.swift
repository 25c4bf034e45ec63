/// Measures one download and reports at most ten times a second.
struct ProgressMeter {
    let file: String
    let total: Int?
    let report: ProgressHandler
    private let start = ContinuousClock.now
    private let initial: Int
    private var lastReport: ContinuousClock.Instant?

    init(file: String, total: Int?, initial: Int, report: @escaping ProgressHandler) {
        self.file = file
        self.total = total
        self.initial = initial
        self.report = report
    }

    mutating func update(_ received: Int, phase: PullProgress.Phase = .downloading) {
        let now = ContinuousClock.now
        if let lastReport, now - lastReport < .milliseconds(100), received != total { return }
        lastReport = now
        let seconds = (now - start) / .seconds(1)
        let rate = seconds > 0.05 ? Double(received - initial) / seconds : 0
        report(PullProgress(file: file, received: received, total: total, rate: rate, phase: phase))
    }
}
