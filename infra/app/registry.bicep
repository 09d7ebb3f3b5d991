// Images of the coordinator and the tile worker.

param location string
param tags object
param name string

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: {
    // Pulled with identities, pushed by whoever deploys:
    // https://learn.microsoft.com/azure/container-registry/container-registry-authentication
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

output name string = registry.name
output loginServer string = registry.properties.loginServer
