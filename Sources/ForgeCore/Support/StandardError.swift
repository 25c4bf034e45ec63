package import Foundation

/// Where a program tells what is not its output.
package enum StandardError {
    package static func write(_ text: String) { FileHandle.standardError.writeIfPossible(Data(text.utf8)) }
}

extension FileHandle {
    /// `write(_:)` would end the process where nothing can be written, on a full disk for one; what is only told is no
    /// reason to end the work.
    package func writeIfPossible(_ data: Data) { try? write(contentsOf: data) }
}
