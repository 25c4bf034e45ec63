import ForgeCore

/// The filters of the list of experiments.
enum ListParameters {
    static let all: [Operation.Parameter] = [
        .init("text", "Part of the name, ignoring case."),
        .init(
            "status", "One or more statuses, separated by commas.",
            schema: Schema.array(Schema.choice(of: ExperimentStatus.self), 0...20)),
        .init("method", "Name with variant (`cot.zero-shot`)."),
        .init("model", "Name of the model."),
        .init("dataset", "Name of the data set."),
        .init("tag", "A tag that it has."),
        .init(
            "deleted", "Whether deleted ones are listed.",
            schema: Schema.choice(of: DeletedFilter.self, default: .hidden)),
        .init(
            "sort", "The order; the best, newest or largest first, names by the alphabet.",
            schema: Schema.choice(of: ExperimentSort.self, default: .created)),
        .init("reversed", "The other way round.", schema: Schema.boolean(default: false)),
        .cursor, .offset, .limit(),
    ]

    static func query(_ values: QueryValues) -> ExperimentQuery {
        ExperimentQuery(
            statuses: Set(values.list("status").compactMap(ExperimentStatus.init)), method: values.text("method"),
            model: values.text("model"), dataset: values.text("dataset"), tag: values.text("tag"),
            text: values.text("text"), deleted: values.choice("deleted") ?? .hidden,
            sort: values.choice("sort") ?? .created, isReversed: values.bool("reversed") ?? false,
            cursor: values.text("cursor"), offset: values.int("offset") ?? 0, limit: values.int("limit") ?? 50)
    }
}
