import Testing

@testable import ForgeWeb

@Suite("Pages")
struct PageTests {
    @Test("Every template is well formed")
    func templates() throws { _ = try PageRenderer() }
}
