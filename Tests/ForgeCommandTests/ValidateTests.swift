import ForgeCore
import Foundation
import Testing

@Suite("forge validate")
struct ValidateTests {
    private static let right = "name: right\nmethod: naive\nmodel: smollm2-135m-instruct\ndataset: nq-open\n"

    @Test func `every file is checked, also after a wrong one`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let wrong = try forge.write("name: x\nmetod: naive\n", to: "wrong.yaml")
        let right = try forge.write(Self.right, to: "right.yaml")
        let result = try await forge.run("validate", wrong, right, forge.home.path + "/none.yaml")
        #expect(result.status == 2)
        #expect(result.output.contains("right.yaml: valid, 1 experiment"))
        #expect(result.errors.contains("wrong.yaml:2"))
        #expect(result.errors.contains("none.yaml cannot be read"))
    }

    @Test func `as JSON every finding has its place, what is allowed and the nearest name`() async throws {
        let forge = try ForgeProcess()
        defer { forge.remove() }
        let wrong = try forge.write(Self.right.replacingOccurrences(of: "naive", with: "naiv"), to: "wrong.yaml")
        let right = try forge.write(Self.right, to: "right.yaml")
        let result = try await forge.run("validate", wrong, right, "--json")
        #expect(result.status == 2)
        let checks: JSONValue = try JSON.decode(from: result.output)
        let files = try #require(checks.array)
        #expect(files.map { $0["valid"]?.bool } == [false, true])
        let finding = files[0]["findings"]?.array?.first
        #expect(finding?["path"]?.string == "method")
        #expect(finding?["line"]?.int == 2)
        #expect(finding?["column"]?.int == 9)
        #expect(finding?["suggestion"]?.string == "naive")
        #expect(finding?["allowed"]?.string?.contains("cot") == true)
        #expect(files[1]["experiments"]?.array?.count == 1)
        #expect(files[1]["findings"]?.array?.isEmpty == true)
        #expect(try await forge.run("validate", right, "--json").status == 0)
    }
}
