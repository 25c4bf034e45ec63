import ForgeCore
import Foundation

/// Markdown and plain-text files, one document each; the id is the path within the folder.
struct TextFilesReader: DocumentReader {
    private static let markdown: Set<String> = ["md", "markdown"]
    private static let plain: Set<String> = ["txt", "text"]

    private let files: [(url: URL, id: String, bytes: Int)]
    private var position = 0
    private var done = 0
    let skipped: [SkippedFiles]

    init(files: [URL], folder: URL, skipped: [SkippedFiles] = []) {
        self.skipped = skipped
        let root = Self.path(folder)
        self.files = files.map { url in
            let path = Self.path(url)
            let id =
                path.hasPrefix(root) ? String(path.dropFirst(root.count).drop { $0 == "/" }) : url.lastPathComponent
            return (url, id, (try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
        }
    }

    /// All text files below the folder in the order of their paths; hidden files, links and files of other endings are
    /// passed over and counted.
    init(folder: URL) throws {
        // A folder that is a link is meant as what it leads to.
        let folder = folder.resolvingSymlinksInPath()
        let root = folder.path(percentEncoded: false)
        let keys: Set<URLResourceKey> = [.isRegularFileKey, .isSymbolicLinkKey]
        guard let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: Array(keys)) else {
            throw RetrievalError.system(ENOENT, path: root)
        }
        var texts: [URL] = []
        var skipped: [SkippedFiles] = []
        while let url = found.nextObject() as? URL {
            let kind = try? url.resourceValues(forKeys: keys)
            let reason: SkippedFiles.Reason? =
                if url.lastPathComponent.hasPrefix(".") {
                    .hidden
                } else if kind?.isSymbolicLink == true {
                    .link
                } else if kind?.isRegularFile == true, !Self.isText(url) {
                    .ending
                } else {
                    nil
                }
            if let reason {
                let path = url.path(percentEncoded: false)
                let name = path.hasPrefix(root) ? path.dropFirst(root.count).drop { $0 == "/" } : path[...]
                skipped.append(SkippedFiles(reason, String(name)))
                // One entry for a hidden folder, however much is in it.
                if reason == .hidden { found.skipDescendants() }
            } else if kind?.isRegularFile == true {
                texts.append(url)
            }
        }
        self.init(
            files: texts.sorted { Self.path($0) < Self.path($1) }, folder: folder,
            skipped: SkippedFiles.merged(skipped))
    }

    private static func isText(_ url: URL) -> Bool {
        markdown.union(plain).contains(url.pathExtension.lowercased())
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
        do { data = SourceFile.withoutMark(try SourceFile.map(url)) } catch {
            return .unreadable(.malformed, "\(error)")
        }
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
