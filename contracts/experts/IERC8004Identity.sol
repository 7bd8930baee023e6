// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice Identity registry of ERC-8004, signatures and events as the standard has them; without wallets, for nothing here
/// pays an agent.
interface IERC8004Identity {
    /// @notice One entry of on-chain metadata.
    struct MetadataEntry {
        string metadataKey;
        bytes metadataValue;
    }

    /// @notice An agent entered the registry.
    event Registered(uint256 indexed agentId, string agentURI, address indexed owner);
    /// @notice An agent's registration file moved.
    event URIUpdated(uint256 indexed agentId, string newURI, address indexed updatedBy);
    /// @notice A metadata entry was set.
    /// @param indexedMetadataKey The key, hashed for filters.
    event MetadataSet(
        uint256 indexed agentId,
        string indexed indexedMetadataKey,
        string metadataKey,
        bytes metadataValue
    );

    /// @notice Registers an agent without a file yet.
    function register() external returns (uint256 agentId);
    /// @notice Registers an agent with its file.
    function register(string calldata agentURI) external returns (uint256 agentId);
    /// @notice Registers an agent with its file and metadata.
    function register(string calldata agentURI, MetadataEntry[] calldata metadata) external returns (uint256 agentId);
    /// @notice Moves an agent's registration file.
    function setAgentURI(uint256 agentId, string calldata newURI) external;

    /// @notice Sets one metadata entry.
    /// @param metadataKey The key; `agentWallet` is reserved.
    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external;

    /// @notice Reads one metadata entry; empty when never set.
    function getMetadata(
        uint256 agentId,
        string calldata metadataKey
    ) external view returns (bytes memory metadataValue);
}
