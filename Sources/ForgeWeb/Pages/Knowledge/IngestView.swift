import ForgeLab
import ForgeRetrieval

/// An ingest in the background as a page shows it.
struct IngestView: Sendable {
    /// Where it is told while it runs.
    static let events = "/api/v1/events"

    /// Name of the base, by which events are matched.
    let key: String
    let corpus: String
    let text: String
    let message: String?
    let remedy: String?
    /// Per cent; nil while it is not known.
    let percent: Int?
    let isRunning: Bool
    let isFailed: Bool
    let isStopped: Bool
    let isDone: Bool
    let stopPath: String

    init(_ job: IngestJob) {
        key = job.base
        corpus = job.corpus
        isRunning = !job.isFinished
        isFailed = job.phase == .failed
        isStopped = job.phase == .stopped
        isDone = job.phase == .finished
        message = job.message
        remedy = job.remedy
        percent = job.total.flatMap { $0 > 0 ? min(100, job.done * 100 / $0) : nil }
        stopPath = "\(KnowledgeLink.base(job.base))/stop"
        text = Self.text(job)
    }

    /// `Embedding: 1,200 of 9,000 chunks · 310 per second · 25 s left`. Said by ingests.js in the same words.
    private static func text(_ job: IngestJob) -> String {
        switch job.phase {
        case .waiting: return "Waiting to begin"
        case .finished: return "Ingested \(job.corpus)"
        case .failed: return "The ingest of \(job.corpus) failed"
        case .stopped: return "The ingest of \(job.corpus) was stopped"
        case .downloading, .reading, .embedding, .indexing: break
        }
        let name = job.phase.rawValue.prefix(1).uppercased() + job.phase.rawValue.dropFirst()
        let parts = [
            "\(name): \(amount(job))", rate(job), job.remaining.map { "\(NumberText.roughSeconds($0)) left" },
        ]
        return parts.compactMap(\.self).joined(separator: " · ")
    }

    private static func amount(_ job: IngestJob) -> String {
        switch job.phase {
        case .downloading:
            NumberText.bytes(job.done) + (job.total.map { " of \(NumberText.bytes($0))" } ?? "")
        case .embedding:
            "\(NumberText.count(job.done))\(job.total.map { " of \(NumberText.count($0))" } ?? "") chunks"
        case .indexing: "the words of \(NumberText.count(job.chunks)) new chunks"
        default: "\(NumberText.count(job.documents)) documents, \(NumberText.count(job.chunks)) new chunks"
        }
    }

    private static func rate(_ job: IngestJob) -> String? {
        guard let rate = job.rate, job.phase != .indexing else { return nil }
        return job.phase == .downloading
            ? "\(NumberText.bytes(Int(rate)))/s" : "\(NumberText.significant(rate)) per second"
    }
}
