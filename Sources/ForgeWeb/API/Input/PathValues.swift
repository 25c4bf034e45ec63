import ForgeCore
import Foundation
import HTTPTypes

/// The parameters in the path of a request, decoded and checked.
struct PathValues: Sendable {
    private var values: [String: String] = [:]

    /// - Throws: not found for a value that cannot be the name of anything.
    init(_ context: WebContext, for operation: Operation) throws {
        for parameter in operation.parameters where parameter.place == .path {
            let text = try context.parameter(parameter.name)
            guard let decoded = text.removingPercentEncoding else { throw Self.nothing(parameter.name, text) }
            let value = QueryValues.value(decoded, parameter.schema)
            guard SchemaCheck.findings(in: value, against: parameter.schema).isEmpty else {
                throw Self.nothing(parameter.name, decoded)
            }
            values[parameter.name] = decoded
        }
    }

    /// - Precondition: the operation declares the parameter; an empty text otherwise.
    subscript(name: String) -> String { values[name] ?? "" }

    private static func nothing(_ name: String, _ text: String) -> Problem {
        Problem(
            status: .notFound, code: "http.not-found", title: "There is nothing here.",
            detail: "`\(SchemaText.cut(text))` cannot be the \(name) of anything.")
    }
}
