import ForgeCore

/// The named schemas of the document: what answers look like. Members that have no value are left out, never null.
enum Schemas {
    static let all: [String: JSONValue] = [
        problems, experiments, answers, comparisons, catalogue, knowledge, votes, trainings, benchmarks, server,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    /// The schema that a reference names; any other as it is.
    static func resolved(_ schema: JSONValue) -> JSONValue {
        guard let reference = schema["$ref"]?.string else { return schema }
        return all[String(reference.dropFirst(Schema.prefix.count))] ?? schema
    }

    /// A page of a list.
    static func page(of name: String) -> JSONValue {
        Schema.object(
            ["items": Schema.array(Schema.ref(name)), "total": Schema.count], optional: ["next": Schema.string],
            "A page: `total` counts the matches of all pages; `next` is the `cursor` of the next page, absent on the "
                + "last.")
    }

    /// A list that always comes whole.
    static func list(of name: String) -> JSONValue { Schema.object(["items": Schema.array(Schema.ref(name))]) }

    /// In the documents of OpenAPI 3.1 what is said of a stream holds for each of its events.
    static let event = Schema.object(
        [:],
        optional: [
            "id": Schema.string, "event": Schema.string,
            "data": ["type": "string", "contentMediaType": "application/json"], "retry": Schema.integer,
        ], "One server-sent event.")

    private static let problems: [String: JSONValue] = [
        "Problem": Schema.object(
            ["type": Schema.string, "title": Schema.string, "status": Schema.integer(400...599)],
            optional: [
                "detail": Schema.string, "remedy": Schema.string, "errors": Schema.array(Schema.ref("Finding")),
            ], "An error (RFC 9457), with what to do about it."),
        "Finding": Schema.object(
            ["field": Schema.string, "message": Schema.string],
            optional: ["line": Schema.integer, "column": Schema.integer, "remedy": Schema.string],
            "One thing that is wrong with the input: which field, what, and where in the text."),
    ]
}
