/// A table that both databases have, as a copy moves it.
struct StoredTable: Sendable {
    enum Kind: Sendable { case whole, real, text, json, truth }

    struct Column: Sendable {
        var name: String
        var kind: Kind
    }

    let name: String
    let columns: [Column]
    /// Columns of the primary key; a copy reads in their order.
    let key: [String]
    /// Rows that are moved at once.
    var batch = 1000

    /// - Parameter columns: names, by kind: `"key:whole name:text"` in the order of the table.
    private init(_ name: String, key: [String], batch: Int = 1000, _ columns: [(Kind, String)]) {
        self.name = name
        self.key = key
        self.batch = batch
        self.columns = columns.flatMap { kind, names in
            names.split(separator: " ").map { Column(name: String($0), kind: kind) }
        }
    }

    /// Parents before their children. Left out: claims, which belong to living processes, and what triggers count.
    static let all: [StoredTable] = [
        StoredTable("sample_sets", key: ["key"], [(.whole, "key"), (.text, "content_hash")]),
        StoredTable("samples", key: ["sample_set", "position"], [(.whole, "sample_set position"), (.json, "sample")]),
        StoredTable(
            "experiments", key: ["key"],
            [
                (.whole, "key"), (.text, "id name method model dataset split"), (.json, "tags"),
                (.whole, "seed total done calls"), (.text, "status error config_hash sample_hash"),
                (.whole, "sample_set created_at started_at finished_at deleted_at"), (.real, "elapsed"),
                (.text, "metric"), (.real, "value latency tokens"),
            ]),
        StoredTable(
            "experiment_details", key: ["experiment"],
            [(.whole, "experiment"), (.json, "config provenance sample_origin")]),
        StoredTable(
            "predictions", key: ["experiment", "position"], batch: 500,
            [
                (.whole, "experiment position"), (.text, "status"), (.json, "flags"),
                (.real, "latency time_to_first_token"),
                (.whole, "input_tokens output_tokens cached_tokens calls finished_at"),
                (.text, "sample_id answer_source error answer question"), (.json, "golds"), (.text, "output"),
                (.json, "trace"),
            ]),
        StoredTable(
            "scores", key: ["experiment", "position", "metric"], batch: 4000,
            [(.whole, "experiment position"), (.text, "metric"), (.real, "value"), (.truth, "is_correct")]),
        StoredTable(
            "runs", key: ["experiment", "position", "step"], batch: 500,
            [
                (.whole, "experiment position step"), (.text, "purpose engine"),
                (.whole, "input_tokens output_tokens cached_tokens"), (.text, "finish_reason"),
                (.real, "latency time_to_first_token queue_time"), (.whole, "memory started_at"),
                (.text, "prompt output"),
            ]),
        StoredTable(
            "results", key: ["experiment", "position"],
            [
                (.whole, "experiment position"), (.text, "metric"), (.whole, "version"), (.real, "value low high"),
                (.text, "interval_method"), (.whole, "scored total"), (.text, "unit"),
            ]),
        StoredTable(
            "unfinished", key: ["experiment", "position"],
            [(.whole, "experiment position"), (.json, "flags"), (.real, "seconds"), (.json, "state")]),
        StoredTable(
            "unfinished_runs", key: ["experiment", "position", "step"],
            [(.whole, "experiment position step"), (.json, "call")]),
        StoredTable(
            "vote_studies", key: ["id"],
            [(.text, "id name"), (.whole, "created_at closed_at deleted_at"), (.text, "study")]),
        StoredTable(
            "vote_items", key: ["study", "position"], [(.text, "study"), (.whole, "position"), (.text, "item")]),
        StoredTable(
            "votes", key: ["study", "kind", "voter", "position"],
            [
                (.text, "study kind voter"), (.whole, "position number"), (.text, "verdict mirrored"),
                (.real, "seconds"), (.whole, "voted_at"),
            ]),
        StoredTable(
            "vote_calls", key: ["study", "kind", "voter", "position", "step"],
            [(.text, "study kind voter"), (.whole, "position step"), (.text, "call")]),
        StoredTable(
            "queue", key: ["ticket"], [(.whole, "ticket experiment"), (.text, "batch"), (.whole, "added_at")]),
    ]

    var columnList: String { columns.map(\.name).joined(separator: ", ") }
    var keyList: String { key.joined(separator: ", ") }

    /// The part of a row by which the next batch begins behind it.
    func key(of row: [StoredValue]) -> [StoredValue] {
        key.compactMap { name in columns.firstIndex { $0.name == name }.map { row[$0] } }
    }
}
