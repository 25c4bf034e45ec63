/// A call as the OpenAI-compatible protocol has it: the arguments are JSON in a string.
package struct NativeToolCall: Sendable, Codable, Hashable {
    package var id: String
    package var name: String
    package var arguments: String

    package init(id: String, name: String, arguments: String) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }
}
