// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ContributionCredits} from "../../../contracts/credits/ContributionCredits.sol";
import {ConsentRegistry} from "../../../contracts/deposits/ConsentRegistry.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";
import {ModelRegistry} from "../../../contracts/models/ModelRegistry.sol";
import {MixturePolicy} from "../../../contracts/training/MixturePolicy.sol";
import {Beacon} from "../../../contracts/work/Beacon.sol";
import {TestBase} from "../Vm.sol";

/// @notice Operators, members, policies, consents, credits, a beacon, a court, and an authority that obeys the test.
contract ModelNeighbours {
    uint256 public currentId = 1;
    uint256 public mints;
    bytes32 public lastMint;
    bool public refusesToMint;
    mapping(address account => uint256) private _operatorOf;
    mapping(bytes32 head => uint48 ageAndOne) private _ages;
    address private immutable _TEST = msg.sender;
    mapping(uint256 identityId => uint256) public minted;
    mapping(uint256 identityId => bool) public isInactive;
    mapping(uint256 modelId => bool) public isModelNamed;

    error CeilingReached();

    function setOperator(address account, uint256 operatorId) external {
        _operatorOf[account] = operatorId;
    }

    function setPolicy(uint256 policyId) external {
        currentId = policyId;
    }

    function setAge(bytes32 head, uint48 age) external {
        _ages[head] = age + 1;
    }

    function setRefusing(bool refuses) external {
        refusesToMint = refuses;
    }

    function setInactive(uint256 identityId, bool inactive) external {
        isInactive[identityId] = inactive;
    }

    function setNamed(uint256 modelId, bool named) external {
        isModelNamed[modelId] = named;
    }

    function mint(uint256 to, uint256 kind, uint256 amount, bytes32 cause) external {
        if (refusesToMint) revert CeilingReached();
        ++mints;
        minted[to] += amount;
        lastMint = keccak256(abi.encode(msg.sender, to, kind, amount, cause));
    }

    function court() external view returns (address) {
        return address(this);
    }

    function canCall(address caller, address, bytes4) external view returns (bool, uint32) {
        return (caller == _TEST, 0);
    }

    function isActive(uint256 identityId) external view returns (bool) {
        return identityId != 0 && !isInactive[identityId];
    }

    /// @dev Rounds of ten seconds, known when they are over.
    function seedAfter(uint48 time) external view returns (bytes32) {
        uint256 start = (uint256(time) / 10 + 1) * 10;
        return block.timestamp < start + 10 ? bytes32(0) : keccak256(abi.encode("round", start));
    }

    function activeOperatorOf(address account) external view returns (uint256 operatorId) {
        operatorId = _operatorOf[account];
        if (operatorId == 0) revert IOperatorRegistry.NotOperator(account);
    }

    function isFresh(bytes32 head, uint48 maxAge) external view returns (bool) {
        return _ages[head] != 0 && _ages[head] - 1 <= maxAge;
    }
}

/// @notice A registry with operators 7 (north) and 8 (south), policy 1, and a head of consents that is ten seconds old.
abstract contract ModelWorld is TestBase {
    uint48 internal constant MAX_AGE = 10;
    uint256 internal constant NORTH_ID = 7;
    uint256 internal constant SOUTH_ID = 8;
    address internal constant NORTH = address(0x4e);
    address internal constant SOUTH = address(0x50);
    address internal constant STRANGER = address(0x57);
    uint256 internal constant ANA = 0xa1;
    uint256 internal constant BAKO = 0xba;
    uint256 internal constant CHEN = 0xc4;
    uint48 internal constant WINDOW = 100;
    uint48 internal constant LIFE = 1_000;
    uint32 internal constant CEILING = 10_000;
    bytes32 internal constant SNAPSHOT = "snapshot";
    bytes32 internal constant CONSENT = "consent";
    bytes32 internal constant HEAD = "head";
    bytes32 internal constant WEIGHTS = "weights";

    ModelRegistry internal registry;
    ModelNeighbours internal around;
    uint256 private _policyId = 1;

    error Different(uint256 found, uint256 expected);

    function _open() internal {
        around = new ModelNeighbours();
        around.setOperator(NORTH, NORTH_ID);
        around.setOperator(SOUTH, SOUTH_ID);
        around.setAge(HEAD, MAX_AGE);
        registry = new ModelRegistry(
            address(around),
            IOperatorRegistry(address(around)),
            IIdentityRegistry(address(around)),
            MixturePolicy(address(around)),
            ConsentRegistry(address(around)),
            ContributionCredits(address(around)),
            Beacon(address(around)),
            IModelRegistry.Settings(MAX_AGE, WINDOW, LIFE, CEILING)
        );
        vm.warp(1_000_000);
    }

    function _registerBase(address account) internal returns (uint256) {
        vm.prank(account);
        return registry.registerBase(WEIGHTS, "ipfs://base");
    }

    function _claim(address account, uint256 policyId) internal returns (uint256) {
        vm.prank(account);
        return registry.claimRun(policyId);
    }

    /// @dev A policy has one run, so another is adopted after each.
    function _openRun(address account, uint256 baseModelId) internal returns (uint256 runId) {
        runId = _claim(account, _policyId);
        _openClaimed(account, runId, baseModelId);
        around.setPolicy(++_policyId);
    }

    function _openClaimed(address account, uint256 runId, uint256 baseModelId) internal {
        vm.prank(account);
        registry.openRun(runId, baseModelId, SNAPSHOT, CONSENT, HEAD, "ipfs://run");
    }

    function _seed(uint256 runId) internal returns (bytes32 value) {
        uint48 openedAt = registry.run(runId).openedAt;
        if (block.timestamp < openedAt + 20) vm.warp(openedAt + 20);
        value = around.seedAfter(openedAt);
        registry.drawSeed(runId);
    }

    /// @dev As after a clean audit and the window.
    function _verify(uint256 runId) internal {
        registry.markVerified(runId);
        vm.warp(block.timestamp + WINDOW);
    }

    function _registerAdapter(
        address account,
        uint256 runId,
        uint256[] memory parents,
        bytes32 root
    ) internal returns (uint256) {
        vm.prank(account);
        return registry.registerAdapter(runId, parents, "list", root, "evaluation", "adapter", "ipfs://adapter");
    }

    /// @dev An adapter of base 1 with these shares, as model 2.
    function _adapter(bytes32 root) internal returns (uint256 modelId) {
        uint256 base = _registerBase(NORTH);
        uint256 runId = _openRun(NORTH, base);
        _seed(runId);
        modelId = _registerAdapter(NORTH, runId, _list(base), root);
    }

    function _list(uint256 first) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = first;
    }

    function _list(uint256 first, uint256 second) internal pure returns (uint256[] memory list) {
        list = new uint256[](2);
        (list[0], list[1]) = (first, second);
    }

    function _leaf(uint256 contributor, uint16 shareBp) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(contributor, shareBp))));
    }

    function _pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }

    function _assertEq(uint256 found, uint256 expected) internal pure {
        if (found != expected) revert Different(found, expected);
    }
}

/// @notice The same, opened before each test.
abstract contract ModelBase is ModelWorld {
    function setUp() public virtual {
        _open();
    }
}
