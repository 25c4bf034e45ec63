import ForgeCore

/// Makes a sample of one record. A new data set is one file with one type like this, and one case of `RecordFormat`.
protocol DatasetReader: Sendable {
    associatedtype Row: Decodable

    /// - Parameters:
    ///   - id: what to use when the record has no id of its own.
    /// - Throws: `RecordProblem` when the record cannot be used.
    func sample(from row: Row, id: String, task: TaskFamily) throws -> Sample
}

/// Why a record cannot be used; whoever reads the file adds where it stands.
struct RecordProblem: Error {
    var reason: String

    init(_ reason: String) { self.reason = reason }
}
