import Foundation

/// Turns Foundation's file errors into ours, so that a full disk and a read-only folder are told apart.
enum FileFailure {
    static func describing<Value>(_ path: String, _ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as CocoaError {
            throw translated(error, path: path)
        }
    }

    private static func translated(_ error: CocoaError, path: String) -> CatalogueError {
        if let underlying = error.underlying as? POSIXError { return .system(underlying.code.rawValue, path: path) }
        return switch error.code {
        case .fileWriteOutOfSpace: .diskFull(path)
        case .fileWriteNoPermission, .fileWriteVolumeReadOnly: .notWritable(path, cause: error.localizedDescription)
        case .fileReadNoSuchFile, .fileReadNoPermission, .fileNoSuchFile:
            .unreadable(path, cause: error.localizedDescription)
        default: .system(EIO, path: path)
        }
    }
}
