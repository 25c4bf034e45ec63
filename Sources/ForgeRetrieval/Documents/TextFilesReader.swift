import ForgeCore
import Foundation

/// Markdown and plain-text files, one document each; the id is the path within the folder.
struct TextFilesReader: DocumentReader {
    private static let markdown: Set<String> = ["md", "markdown"]
    private static let plain: Set<String> = ["txt", "text"]

    private let files: [(url: URL, id: String, bytes: Int)]
    private var position = 0
    private var done = 0

    init(files: [URL], folder: URL) {
        let root = Self.path(folder)
        self.files = files.map { url in
            let path = Self.path(url)
            let id =
                path.hasPrefix(root) ? String(path.dropFirst(root.count).drop { $0 == "/" }) : url.lastPathComponent
            return (url, id, (try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
        }
    }

    /// All text files below the folder in the order of their paths; hidden ones are passed over.
    init(folder: URL) throws {
        let files = FileManager.default
        guard
            let found = files.enumerator(
                at: folder, includingPropertiesForKeys: [.isRegularFileKey], options: [.skipsHiddenFiles])
        else { throw RetrievalError.system(ENOENT, path: folder.path(percentEncoded: false)) }
        var texts: [URL] = []
        while let url = found.nextObject() as? URL {
            guard Self.markdown.union(Self.plain).contains(url.pathExtension.lowercased()) else { continue }
            if (try? url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true { texts.append(url) }
        }
        self.init(files: texts.sorted { Self.path($0) < Self.path($1) }, folder: folder)
    }

    private static func path(_ url: URL) -> String { url.resolvingSymlinksInPath().path(percentEncoded: false) }

    var progress: (done: Int, total: Int) { (done, files.reduce(0) { $0 + $1.bytes }) }

    mutating func next() -> DocumentReading? {
        guard position < files.count else { return nil }
        let file = files[position]
        position += 1
        done += file.bytes
        return DocumentReading(place: file.id, content: content(file.url, id: file.id))
    }

    private func content(_ url: URL, id: String) -> DocumentReading.Content {
        let data: Data
        do { data = try SourceFile.map(url) } catch { return .unreadable(.malformed, "\(error)") }
        guard let text = String(validating: data, as: UTF8.self) else {
            return .unreadable(.notUTF8, SourceFile.firstInvalid(data))
        }
        let name = url.deletingPathExtension().lastPathComponent
        guard Self.markdown.contains(url.pathExtension.lowercased()) else {
            return .document(SourceDocument(id: id, title: name, sections: [DocumentSection(text: text)]))
        }
        let page = MarkdownDocument(text)
        return .document(SourceDocument(id: id, title: page.title ?? name, sections: page.sections))
    }
}
