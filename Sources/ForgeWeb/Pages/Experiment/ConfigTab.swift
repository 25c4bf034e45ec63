import ForgeCore
import ForgeLab

/// What was run, on what, and every result with the version of its definition.
struct ConfigTab: Sendable, Hashable {
    let yaml: String
    let hashes: [Fact]
    let provenance: [Fact]
    let results: [ResultRow]
    let hasResults: Bool

    init(_ experiment: Experiment, results: [MetricResult]) throws {
        yaml = try Self.yaml(experiment)
        hashes = [
            Fact("Experiment", experiment.id), Fact("Config SHA-256", experiment.configHash),
            Fact("Sample SHA-256", experiment.sampleHash),
            Fact("Created", NumberText.dateAndTime(experiment.createdAt)),
            Fact("Started", experiment.startedAt.map(NumberText.dateAndTime) ?? "–"),
            Fact("Finished", experiment.finishedAt.map(NumberText.dateAndTime) ?? "–"),
            Fact("Work time", NumberText.seconds(experiment.elapsed)),
        ]
        provenance = Fact.list(experiment.provenance)
        self.results = results.map(ResultRow.init)
        hasResults = !results.isEmpty
    }

    /// As the config's writer has it; what an earlier version stored and this one does not know is shown as JSON.
    private static func yaml(_ experiment: Experiment) throws -> String {
        guard let config: ExperimentConfig = try? JSON.decode(from: JSON.data(experiment.config)) else {
            return try JSON.text(experiment.config, pretty: true)
        }
        return try ConfigWriter.yaml(config)
    }
}

/// A name and a value; a name alone is a heading.
struct Fact: Sendable, Hashable {
    let name: String
    let value: String?

    init(_ name: String, _ value: String? = nil) {
        self.name = name
        self.value = value
    }

    /// The leaves of a JSON value with headings for objects.
    static func list(_ json: JSONValue) -> [Fact] {
        let members = (json.object ?? [:]).sorted { $0.key < $1.key }
        let plain = members.filter { $0.value.object == nil }.map { Fact(words($0.key), text($0.value)) }
        let groups = members.filter { $0.value.object != nil }.flatMap { key, value in
            [Fact(words(key))] + list(value)
        }
        return plain + groups
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "–"
        case .bool(let value): value ? "yes" : "no"
        case .integer(let value): "\(value)"
        case .number(let value): "\(value)"
        case .string(let value): value
        case .array(let values): values.isEmpty ? "none" : values.map(text).joined(separator: ", ")
        case .object: ""
        }
    }

    /// `promptTemplateHash` → `Prompt template hash`.
    private static func words(_ key: String) -> String {
        let spaced = key.replacing("SHA256", with: " SHA-256").replacing("CPU", with: " CPU").reduce(into: "") {
            text, letter in
            text += letter.isUppercase && text.last?.isLowercase == true ? " \(letter.lowercased())" : String(letter)
        }
        let known = ["cpu": "CPU", "sha256": "SHA-256", "gpuLayers": "GPU layers"]
        return known[key] ?? spaced.prefix(1).uppercased() + spaced.dropFirst()
    }
}

/// A result as a line of the table.
struct ResultRow: Sendable, Hashable {
    let metric: String
    let value: String
    let interval: String
    let method: String
    let scored: String
    let version: String
    let summary: String?

    init(_ result: MetricResult) {
        metric = result.metric
        value = ResultText.value(result)
        interval = ResultText.interval(result) ?? "–"
        method = result.interval ?? "–"
        scored = "\(NumberText.count(result.scored)) / \(NumberText.count(result.total))"
        version = "\(result.version)"
        summary = AnswerMetrics.named(result.metric)?.summary
    }
}
