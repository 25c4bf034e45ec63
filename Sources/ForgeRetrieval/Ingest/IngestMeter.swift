import ForgeCore

/// Times the phases of an ingest and says how far it is, at most ten times a second.
struct IngestMeter {
    private let report: @Sendable (IngestProgress) -> Void
    private let start = ContinuousClock.now
    private var phaseStart = ContinuousClock.now
    private var lastReport: ContinuousClock.Instant?
    private var phase = IngestProgress.Phase.reading
    private(set) var seconds: [String: Double] = [:]
    var documents = 0
    var chunks = 0

    init(_ report: @escaping @Sendable (IngestProgress) -> Void) { self.report = report }

    mutating func begin(_ phase: IngestProgress.Phase, total: Int) {
        if phase != .reading { endPhase() }
        self.phase = phase
        phaseStart = .now
        lastReport = nil
        tell(done: 0, total: total)
    }

    mutating func endPhase() {
        seconds[phase.rawValue, default: 0] += (ContinuousClock.now - phaseStart).seconds
        phaseStart = .now
    }

    mutating func tell(done: Int, total: Int) {
        let now = ContinuousClock.now
        if let lastReport, now - lastReport < .milliseconds(100), done < total { return }
        lastReport = now
        let passed = (now - phaseStart).seconds
        let items = phase == .reading ? documents : done
        report(
            IngestProgress(
                phase: phase, documents: documents, chunks: chunks, done: done, total: total,
                seconds: (now - start).seconds, rate: passed > 0 && items > 0 ? Double(items) / passed : nil,
                remaining: done > 0 && passed > 0 ? passed / Double(done) * Double(max(0, total - done)) : nil))
    }
}
