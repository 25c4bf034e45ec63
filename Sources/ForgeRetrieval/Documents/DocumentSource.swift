import ForgeCore
package import Foundation

/// Where documents come from.
package enum DocumentSource: Sendable, Hashable {
    /// One JSON object a line. Without columns the layout is found from each record's own fields.
    case jsonl(URL, JSONColumns? = nil)
    /// One JSON object of records, or one array of them (the vital-articles package).
    case json(URL, JSONColumns? = nil)
    case markdown(URL)
    /// One document per file: its name is the title.
    case text(URL)
    /// All `.txt`, `.md` and `.markdown` files below a folder.
    case folder(URL)

    /// The kind of source that a path's ending names.
    ///
    /// - Throws: not found, or invalid input for an ending that is not known.
    package static func detect(_ url: URL, columns: JSONColumns? = nil) throws -> DocumentSource {
        var isFolder: ObjCBool = false
        let path = url.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw RetrievalError.system(ENOENT, path: path)
        }
        if isFolder.boolValue { return .folder(url) }
        switch url.pathExtension.lowercased() {
        case "jsonl", "ndjson": return .jsonl(url, columns)
        case "json": return .json(url, columns)
        case "md", "markdown": return .markdown(url)
        case "txt", "text": return .text(url)
        default:
            throw RetrievalError.invalid(
                "`\(url.lastPathComponent)` is of no kind that can be ingested.",
                remedy: "Give a .jsonl, .json, .md or .txt file, or a folder of text files.")
        }
    }

    package var url: URL {
        switch self {
        case .jsonl(let url, _), .json(let url, _), .markdown(let url), .text(let url), .folder(let url): url
        }
    }

    var columns: JSONColumns? {
        switch self {
        case .jsonl(_, let columns), .json(_, let columns): columns
        case .markdown, .text, .folder: nil
        }
    }

    /// What documents remember of it: the name, not the path, so that a file may move.
    package var label: String { url.lastPathComponent }

    func reader() throws -> any DocumentReader {
        switch self {
        case .jsonl(let url, let columns): try JSONLinesReader(url, columns: columns)
        case .json(let url, let columns): try JSONFileReader(url, columns: columns)
        case .markdown(let url): TextFilesReader(files: [url], folder: url.deletingLastPathComponent())
        case .text(let url): TextFilesReader(files: [url], folder: url.deletingLastPathComponent())
        case .folder(let url): try TextFilesReader(folder: url)
        }
    }
}
