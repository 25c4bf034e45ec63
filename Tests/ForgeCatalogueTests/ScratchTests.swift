import Testing
@testable import ForgeCatalogue
@Test func loads() throws { _ = try Catalogue.builtIn() }
