import ForgeCore
import GRDB

/// The tables that a query reads, in the order in which SQLite is to read them, and what their rows must fulfil.
///
/// The order decides the time: an experiment can have 100,000 predictions of which the scores' index names the few
/// that are wanted, or scores for most of them while an index of flags holds only ten. CROSS JOIN is SQLite's way to
/// fix the order.
struct PredictionRows {
    /// Up to so many matches, sorting them by latency is faster than walking the latencies in search of them.
    private static let fewMatches = 5000

    let tables: SQL
    let condition: SQL
    /// The position, in the table that is read first.
    let position: SQL

    init(query: PredictionQuery, key: Int64, isCountOnly: Bool = false, matches: Int = 0) {
        let sort = isCountOnly ? .index : query.sort
        let conditions = query.predictionConditions
        guard let outcome = query.outcome else {
            self.init("predictions p", ["p.experiment = \(key)"] + conditions, position: "p.position")
            return
        }
        let scored: SQL = "s.metric = \(StoredText(outcome.metric)) AND s.is_correct = \(outcome.isCorrect)"
        let isIndexed = query.flag != nil || query.status == .failed || query.ending != nil
        if isIndexed || (sort != .index && matches > Self.fewMatches) {
            self.init(
                "predictions p CROSS JOIN scores s ON s.experiment = p.experiment AND s.position = p.position",
                ["p.experiment = \(key)", scored] + conditions, position: "p.position")
        } else if sort == .index, conditions.isEmpty {
            self.init("scores s", ["s.experiment = \(key)", scored], position: "s.position")
        } else {
            self.init(
                "scores s CROSS JOIN predictions p ON p.experiment = s.experiment AND p.position = s.position",
                ["s.experiment = \(key)", scored] + conditions, position: "s.position")
        }
    }

    private init(_ tables: SQL, _ conditions: [SQL], position: SQL) {
        self.tables = tables
        self.condition = conditions.joined(separator: " AND ")
        self.position = position
    }
}
