package import ForgeCore

/// What can go wrong while finding, downloading or reading models and data sets.
package typealias CatalogueError = DomainError<CatalogueDomain>

package enum CatalogueDomain {}
