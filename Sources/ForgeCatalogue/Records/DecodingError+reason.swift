extension DecodingError {
    /// What is wrong with a record, in a few words.
    var reason: String {
        switch self {
        case .keyNotFound(let key, let context): "`\(Self.path(context, then: key))` is missing"
        case .valueNotFound(_, let context): "`\(Self.path(context))` is null"
        case .typeMismatch(let type, let context):
            "\(context.codingPath.isEmpty ? "the record" : "`\(Self.path(context))`") is not \(Self.name(of: type))"
        case .dataCorrupted(let context):
            "it is not valid JSON" + (Self.detail(context).map { " (\($0))" } ?? "")
        @unknown default: "\(self)"
        }
    }

    private static func path(_ context: Context, then key: (any CodingKey)? = nil) -> String {
        let keys = context.codingPath + (key.map { [$0] } ?? [])
        return keys.enumerated().map { depth, key in
            guard let index = key.intValue else { return depth == 0 ? key.stringValue : ".\(key.stringValue)" }
            return depth == 0 ? "record \(index + 1)" : "[\(index)]"
        }.joined()
    }

    private static func detail(_ context: Context) -> String? {
        context.underlyingError.map { String(reflecting: $0) } ?? context.debugDescription
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Int.Type: "a whole number"
        case is Bool.Type: "true or false"
        case is [Any].Type: "a list"
        case is [String: Any].Type: "an object"
        default: "a \(type)"
        }
    }
}
