import ForgeCore
import Foundation

extension CatalogueError {
    /// What became of a file that failed its check.
    enum Fate: String {
        case discarded = "it was discarded"
        /// It is not ours to delete.
        case kept = "it was left where it is"
        case notFetched = "it was not downloaded"

        var remedy: String {
            switch self {
            case .discarded: "Pull again; if it fails again, the source has changed or is not to be trusted."
            case .kept: "Replace or delete the file, or name another source in the catalogue."
            case .notFetched: "The source has changed or is not to be trusted; name another one in the catalogue."
            }
        }
    }

    static func wrongHash(
        _ file: String, expected: String, found: String, fate: Fate = .discarded, remedy: String? = nil
    ) -> CatalogueError {
        CatalogueError(
            .unavailable, "download.wrong-hash", "`\(file)` is not the file it should be; \(fate.rawValue).",
            cause: "its hash is \(found), expected \(expected)", remedy: remedy ?? fate.remedy)
    }

    static func wrongSize(_ file: String, expected: Int, found: Int, fate: Fate = .discarded) -> CatalogueError {
        CatalogueError(
            .unavailable, "download.wrong-size", "`\(file)` has the wrong size; \(fate.rawValue).",
            cause: "it has \(found) bytes, \(expected) were expected", remedy: fate.remedy)
    }

    static func diskFull(_ path: String, needed: Int? = nil, free: Int? = nil) -> CatalogueError {
        let cause: String? =
            if let needed, let free { "\(needed) more bytes are needed, \(free) are free" } else { nil }
        return CatalogueError(
            .resourceExhausted, "disk.full", "The disk that holds `\(path)` is full.", cause: cause,
            remedy: "Free some space, or set FORGE_HOME (for Hub files HF_HOME) to a folder on a larger disk.")
    }

    static func notWritable(_ path: String, cause: String) -> CatalogueError {
        CatalogueError(
            .permissionDenied, "home.not-writable", "`\(path)` cannot be written.", cause: cause,
            remedy: "Set FORGE_HOME (for Hub files HF_HOME) to a folder that you may write to.")
    }

    static func unreadable(_ path: String, cause: String) -> CatalogueError {
        CatalogueError(
            .notFound, "file.unreadable", "`\(path)` cannot be read.", cause: cause,
            remedy: "Check the path and your permission to read it.")
    }

    /// The error that a failed system call on `path` means.
    static func system(_ code: Int32, path: String) -> CatalogueError {
        switch code {
        case ENOSPC, EDQUOT: diskFull(path)
        case EACCES, EPERM, EROFS, ENOTDIR: notWritable(path, cause: String(cString: strerror(code)))
        default:
            CatalogueError(
                .unavailable, "file.failed", "`\(path)` could not be written.", cause: String(cString: strerror(code)))
        }
    }
}
