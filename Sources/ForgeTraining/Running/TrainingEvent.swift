/// What a training tells while it runs.
package enum TrainingEvent: Sendable {
    case estimate(MemoryEstimate)
    case reference(done: Int, of: Int)
    case started(step: Int, of: Int, pairs: Int)
    case step(TrainingRecord, of: Int)
    case validated(TrainingRecord)
    case checkpoint(step: Int)
    case warning(String)
}
