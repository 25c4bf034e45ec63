import ForgeAgents
import ForgeCore

/// The filters of an experiment's predictions.
enum PredictionParameters {
    static let all: [Operation.Parameter] = [
        .init("text", "Part of the question, the output or the answer, ignoring case."),
        .init("metric", "With `correct`: by which metric."),
        .init("correct", "Only samples whose score of `metric` is 1 (or is not).", schema: Schema.boolean),
        .init("flag", "Only samples with this flag.", schema: Schema.choice(of: AnswerFlag.self)),
        .init("status", "Only samples that ended so.", schema: Schema.choice(of: PredictionStatus.self)),
        .init("ending", "Only agents' runs that ended so.", schema: Schema.choice(of: AgentStatus.self)),
        .init(
            "indices", "Only these positions, separated by commas.",
            schema: Schema.array(Schema.integer(0...9_999_999), 0...1000)),
        .init("sort", "The order.", schema: Schema.choice(of: PredictionSort.self, default: .index)),
        .cursor, .offset, .limit(),
    ]

    /// - Throws: a problem when `correct` stands without `metric`.
    static func query(_ values: QueryValues) throws -> PredictionQuery {
        let (metric, correct) = (values.text("metric"), values.bool("correct"))
        guard correct == nil || metric != nil else {
            throw Problem.invalid([
                .init(
                    field: "metric", message: "is missing beside `correct`.",
                    remedy: "Name one of the experiment's metrics, such as em.squad.")
            ])
        }
        let indices = values.ints("indices")
        return PredictionQuery(
            metric: metric, correct: correct, text: values.text("text"), flag: values.choice("flag"),
            status: values.choice("status"), ending: values.text("ending"),
            indices: indices.isEmpty ? nil : Set(indices), sort: values.choice("sort") ?? .index,
            cursor: values.text("cursor"), offset: values.int("offset") ?? 0,
            limit: values.int("limit") ?? 50)
    }
}
