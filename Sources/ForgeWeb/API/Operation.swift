import ForgeCore
import HTTPTypes

/// What the OpenAPI document says of an endpoint, and what requests are checked against.
struct Operation: Sendable {
    struct Parameter: Sendable {
        enum Place: String, Sendable { case path, query, header }

        var name: String
        var place: Place
        var summary: String
        /// JSON Schema, of what `Schema` writes.
        var schema: JSONValue
        var isRequired: Bool

        init(
            _ name: String, in place: Place = .query, _ summary: String, schema: JSONValue = Schema.text(),
            isRequired: Bool? = nil
        ) {
            self.name = name
            self.place = place
            self.summary = summary
            self.schema = schema
            self.isRequired = isRequired ?? (place == .path)
        }
    }

    struct Answer: Sendable {
        var status: HTTPResponse.Status
        var summary: String
        /// Nil for an empty body.
        var schema: JSONValue?
        var mediaType = "application/json"
    }

    /// `listExperiments`.
    var id: String
    /// Group in the document (`Experiments`).
    var tag: String
    var summary: String
    var parameters: [Parameter] = []
    /// JSON Schema of a JSON body; nil for none.
    var body: JSONValue?
    var isBodyRequired = true
    /// Bytes.
    var bodyLimit = 1 << 20
    var answers: [Answer]
    /// Error statuses that may come beside those that every request may get.
    var problems: [HTTPResponse.Status] = []
}
