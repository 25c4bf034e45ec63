package import Foundation

/// Files of others, mapped into memory instead of read.
package enum MappedFile {
    /// Refuses what is no regular file: a pipe would block, and a device never ends.
    ///
    /// Not caught: another process that cuts the file off while it is mapped.
    /// - Throws: `CocoaError`, and `NotAFile`.
    package static func data(at url: URL) throws -> Data {
        try requireFile(at: url)
        return try Data(contentsOf: url, options: .alwaysMapped)
    }

    /// What is not there is left to whoever opens it.
    static func requireFile(at url: URL) throws {
        var status = stat()
        if stat(url.path(percentEncoded: false), &status) == 0, status.st_mode & S_IFMT != S_IFREG { throw NotAFile() }
    }

    package struct NotAFile: LocalizedError, CustomStringConvertible {
        package var description: String { "it is a folder, pipe or device, not a file" }
        package var errorDescription: String? { description }
    }
}
