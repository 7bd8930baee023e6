// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IContributionCredits} from "../../../contracts/credits/IContributionCredits.sol";
import {IConsentRegistry} from "../../../contracts/deposits/IConsentRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {ModelRegistry} from "../../../contracts/models/ModelRegistry.sol";
import {IMixturePolicy} from "../../../contracts/training/IMixturePolicy.sol";
import {TestBase} from "../Vm.sol";

/// @notice Operators, policies, consents and credits, set as a test likes.
contract ModelNeighbours {
    uint256 public currentId = 1;
    uint256 public mints;
    bytes32 public lastMint;
    bool public refusesToMint;
    mapping(address account => uint256) private _operatorOf;
    mapping(bytes32 head => uint48 ageAndOne) private _ages;
    mapping(address to => uint256) public minted;

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

    function mint(address to, uint256 kind, uint256 amount, bytes32 cause) external {
        if (refusesToMint) revert CeilingReached();
        ++mints;
        minted[to] += amount;
        lastMint = keccak256(abi.encode(msg.sender, to, kind, amount, cause));
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
    address internal constant ANA = address(0xa1);
    address internal constant BAKO = address(0xba);
    bytes32 internal constant SNAPSHOT = "snapshot";
    bytes32 internal constant CONSENT = "consent";
    bytes32 internal constant HEAD = "head";
    bytes32 internal constant WEIGHTS = "weights";

    ModelRegistry internal registry;
    ModelNeighbours internal around;

    error Different(uint256 found, uint256 expected);

    function _open() internal {
        around = new ModelNeighbours();
        around.setOperator(NORTH, NORTH_ID);
        around.setOperator(SOUTH, SOUTH_ID);
        around.setAge(HEAD, MAX_AGE);
        registry = new ModelRegistry(
            address(new AccessManager(address(this))),
            IOperatorRegistry(address(around)),
            IMixturePolicy(address(around)),
            IConsentRegistry(address(around)),
            IContributionCredits(address(around)),
            MAX_AGE
        );
        vm.roll(1_000);
    }

    function _registerBase(address account) internal returns (uint256) {
        vm.prank(account);
        return registry.registerBase(WEIGHTS, "ipfs://base");
    }

    function _openRun(address account, uint256 baseModelId) internal returns (uint256) {
        vm.prank(account);
        return registry.openRun(baseModelId, 1, SNAPSHOT, CONSENT, HEAD, "ipfs://run");
    }

    function _seed(uint256 runId) internal returns (bytes32 hash) {
        uint256 target = registry.run(runId).seedBlock;
        hash = keccak256(abi.encode("block", target));
        vm.roll(target + 1);
        vm.setBlockhash(target, hash);
        registry.drawSeed(runId);
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

    function _leaf(address contributor, uint16 shareBp) internal pure returns (bytes32) {
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
