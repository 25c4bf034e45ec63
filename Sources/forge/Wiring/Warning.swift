import ForgeCore

/// Says on standard error what does not stop a command but should be known.
enum Warning {
    static func print(_ text: String) {
        StandardError.write("forge: warning: \(text)\n")
    }

    static func note(_ text: String) {
        StandardError.write("forge: \(text)\n")
    }
}
