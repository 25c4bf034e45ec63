/// What the config reader needs to know of a method.
package struct MethodSchema: Sendable, Hashable {
    package var name: String
    package var summary: String
    package var options: [ConfigField]

    package init(name: String, summary: String, options: [ConfigField]) {
        self.name = name
        self.summary = summary
        self.options = options
    }
}
