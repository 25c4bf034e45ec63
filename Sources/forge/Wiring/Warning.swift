import Foundation

/// Says on standard error what does not stop a command but should be known.
enum Warning {
    static func print(_ text: String) {
        FileHandle.standardError.write(Data("forge: warning: \(text)\n".utf8))
    }

    static func note(_ text: String) {
        FileHandle.standardError.write(Data("forge: \(text)\n".utf8))
    }
}
