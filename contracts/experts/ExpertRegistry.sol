// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {ProofJudge} from "../work/ProofJudge.sol";
import {IERC5192} from "./IERC5192.sol";
import {IERC8004Identity} from "./IERC8004Identity.sol";
import {Profiles} from "./Profiles.sol";

/// @notice Registry of experts: what a node offers to answer. An expert belongs to its operator, never to another: the
/// token changes its account only when the identity behind the operator does.
///
///   (none) --publish--> active --retire--> retired
///   (none) --register--> candidate --updateManifest--> active
/// @dev Experts as tokens that stay with their operator, in the shape of an ERC-8004 identity registry.
contract ExpertRegistry is IERC8004Identity, IERC5192, ERC721 {
    /// @notice The record of one expert.
    struct Expert {
        uint256 operatorId; // the operator that serves it
        string domain; // what it knows about
        bytes32 manifestHash; // sha2-256 digest of its manifest
        string uri; // where the manifest lies
        uint8 status; // 0 none, 1 active, 2 retired, 3 candidate
    }

    /// @notice An expert was published.
    event ExpertPublished(
        uint256 indexed expertId,
        uint256 indexed operatorId,
        string domain,
        bytes32 manifestHash,
        string uri
    );
    /// @notice An expert's manifest was replaced; the earlier ones stay in the history.
    event ManifestUpdated(uint256 indexed expertId, bytes32 manifestHash, string uri);
    /// @notice An expert was retired for good.
    event ExpertRetired(uint256 indexed expertId);

    /// @notice The thresholds that an expert's proofs are judged by were set.
    event ProfileSet(uint256 indexed expertId, bytes32 indexed modelHash, ProofJudge.Profile profile);

    /// @notice Experts do not move, and nobody may be approved to move them.
    error Soulbound();
    /// @notice No expert has this number.
    error ExpertUnknown(uint256 expertId);
    /// @notice The expert is retired.
    error ExpertIsRetired(uint256 expertId);
    /// @notice The caller does not run the expert.
    error NotExpertOperator(uint256 expertId, address caller);
    /// @notice A manifest needs a digest.
    error ManifestMissing();
    /// @notice The metadata key is reserved by ERC-8004.
    error MetadataKeyReserved(string key);
    /// @notice The token is at its operator's account already.
    error AccountCurrent(uint256 expertId, address account);
    /// @notice The thresholds of an expert for a model are set once.
    error ProfileFixed(uint256 expertId, bytes32 modelHash);

    uint8 private constant ACTIVE = 1;
    uint8 private constant RETIRED = 2;
    uint8 private constant CANDIDATE = 3;
    bytes32 private constant WALLET_KEY = keccak256("agentWallet");

    IOperatorRegistry private immutable _OPERATORS;
    uint256 private _count;
    mapping(uint256 expertId => Expert) private _experts;
    mapping(uint256 expertId => bytes32[]) private _manifests;
    mapping(uint256 expertId => mapping(string key => bytes)) private _metadata;
    mapping(uint256 expertId => mapping(bytes32 modelHash => ProofJudge.Profile)) private _profiles;
    mapping(uint256 expertId => mapping(bytes32 modelHash => bool)) private _hasProfile;

    constructor(IOperatorRegistry operators) ERC721("Tilth Expert", "EXPERT") {
        _OPERATORS = operators;
    }

    /// @notice Publishes an expert of the caller, who must be an active operator.
    function publish(
        string calldata domain,
        bytes32 manifestHash,
        string calldata uri
    ) external returns (uint256 expertId) {
        if (manifestHash == 0) revert ManifestMissing();
        uint256 operatorId = _OPERATORS.activeOperatorOf(msg.sender);
        expertId = _create(Expert(operatorId, domain, manifestHash, uri, ACTIVE));
        _manifests[expertId].push(manifestHash);
        emit ExpertPublished(expertId, operatorId, domain, manifestHash, uri);
    }

    /// @notice Replaces the manifest of an expert of the caller.
    function updateManifest(uint256 expertId, bytes32 manifestHash, string calldata uri) external {
        if (manifestHash == 0) revert ManifestMissing();
        Expert storage record = _kept(expertId);
        record.manifestHash = manifestHash;
        record.uri = uri;
        record.status = ACTIVE;
        _manifests[expertId].push(manifestHash);
        emit ManifestUpdated(expertId, manifestHash, uri);
        emit URIUpdated(expertId, uri, msg.sender);
    }

    /// @notice Retires an expert of the caller for good.
    function retire(uint256 expertId) external {
        _kept(expertId).status = RETIRED;
        emit ExpertRetired(expertId);
    }

    /// @notice Sets the thresholds that proofs of an expert of the caller are judged by, before it uses a model, and once.
    function setProfile(uint256 expertId, bytes32 modelHash, ProofJudge.Profile calldata profile) external {
        _kept(expertId);
        Profiles.check(expertId, modelHash, profile);
        if (_hasProfile[expertId][modelHash]) revert ProfileFixed(expertId, modelHash);
        _hasProfile[expertId][modelHash] = true;
        _profiles[expertId][modelHash] = profile;
        emit ProfileSet(expertId, modelHash, profile);
    }

    /// @notice Moves an expert's token to the account that its operator acts by since a change of account. Anyone may call.
    function followIdentity(uint256 expertId) external {
        address from = _requireOwned(expertId);
        address to = _OPERATORS.operator(_experts[expertId].operatorId).account;
        if (from == to) revert AccountCurrent(expertId, to);
        // Past the lock: the one way in which a token moves.
        super._update(to, expertId, address(0));
    }

    function register() external returns (uint256) {
        return _register("");
    }

    function register(string calldata agentURI) external returns (uint256) {
        return _register(agentURI);
    }

    function register(string calldata agentURI, MetadataEntry[] calldata metadata) external returns (uint256 agentId) {
        agentId = _register(agentURI);
        for (uint256 i = 0; i < metadata.length; ++i) {
            _setMetadata(agentId, metadata[i].metadataKey, metadata[i].metadataValue);
        }
    }

    function setAgentURI(uint256 agentId, string calldata newURI) external {
        _kept(agentId).uri = newURI;
        emit URIUpdated(agentId, newURI, msg.sender);
    }

    function setMetadata(uint256 agentId, string calldata metadataKey, bytes calldata metadataValue) external {
        _kept(agentId);
        _setMetadata(agentId, metadataKey, metadataValue);
    }

    /// @notice The record of an expert.
    function expert(uint256 expertId) external view returns (Expert memory) {
        return _experts[expertId];
    }

    /// @notice All manifests an expert ever had, oldest first; the last is in force.
    function manifestHistory(uint256 expertId) external view returns (bytes32[] memory) {
        return _manifests[expertId];
    }

    /// @notice Tells whether an expert is published and its operator active.
    function isActive(uint256 expertId) external view returns (bool) {
        Expert storage record = _experts[expertId];
        return record.status == ACTIVE && _OPERATORS.isActive(record.operatorId);
    }

    /// @notice The thresholds that an expert's proofs are judged by; all zero when none were set.
    function profileOf(uint256 expertId, bytes32 modelHash) external view returns (ProofJudge.Profile memory) {
        return _profiles[expertId][modelHash];
    }

    /// @notice Number of experts ever registered; also the last number given.
    function count() external view returns (uint256) {
        return _count;
    }

    function getMetadata(uint256 agentId, string calldata metadataKey) external view returns (bytes memory) {
        return _metadata[agentId][metadataKey];
    }

    function locked(uint256 tokenId) external view returns (bool) {
        _requireOwned(tokenId);
        return true;
    }

    /// @notice Where an expert's manifest lies.
    function tokenURI(uint256 tokenId) public view override returns (string memory) {
        _requireOwned(tokenId);
        return _experts[tokenId].uri;
    }

    function supportsInterface(bytes4 interfaceId) public view override returns (bool) {
        return interfaceId == type(IERC5192).interfaceId || super.supportsInterface(interfaceId);
    }

    function _update(address to, uint256 tokenId, address auth) internal override returns (address) {
        if (_ownerOf(tokenId) != address(0)) revert Soulbound();
        return super._update(to, tokenId, auth);
    }

    /// @dev An approval that somebody asks for is announced by an event; the one that OpenZeppelin clears is not.
    function _approve(address to, uint256 tokenId, address auth, bool emitEvent) internal override {
        if (emitEvent) revert Soulbound();
        super._approve(to, tokenId, auth, emitEvent);
    }

    function _setApprovalForAll(address, address, bool) internal pure override {
        revert Soulbound();
    }

    function _register(string memory agentURI) private returns (uint256) {
        return _create(Expert(_OPERATORS.activeOperatorOf(msg.sender), "", 0, agentURI, CANDIDATE));
    }

    function _create(Expert memory record) private returns (uint256 expertId) {
        expertId = ++_count;
        _experts[expertId] = record;
        _mint(msg.sender, expertId);
        emit Locked(expertId);
        emit Registered(expertId, record.uri, msg.sender);
    }

    function _setMetadata(uint256 agentId, string calldata key, bytes calldata value) private {
        if (keccak256(bytes(key)) == WALLET_KEY) revert MetadataKeyReserved(key);
        _metadata[agentId][key] = value;
        emit MetadataSet(agentId, key, key, value);
    }

    /// @dev The expert, if the caller runs it, is active as an operator and it is not retired.
    function _kept(uint256 expertId) private view returns (Expert storage record) {
        record = _experts[expertId];
        if (record.status == 0) revert ExpertUnknown(expertId);
        if (record.status == RETIRED) revert ExpertIsRetired(expertId);
        if (_OPERATORS.activeOperatorOf(msg.sender) != record.operatorId) {
            revert NotExpertOperator(expertId, msg.sender);
        }
    }
}
