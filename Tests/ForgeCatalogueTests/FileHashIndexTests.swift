import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

struct FileHashIndexTests {
    @Test func `a file dated after 2262, when 64-bit nanoseconds end, is hashed and remembered`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "late")
            try Data("hello".utf8).write(to: file)
            let late = Date(timeIntervalSince1970: 1e10)
            try FileManager.default.setAttributes([.modificationDate: late], ofItemAtPath: file.path())
            let index = FileHashIndex(home: ForgeHome(root: folder))
            for _ in 0..<2 {
                // `printf hello | sha256sum`
                let digest = try index.sha256(of: file).digest
                #expect(digest == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
            }
        }
    }
}
