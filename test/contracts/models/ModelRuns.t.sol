// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../../../contracts/models/IModelRegistry.sol";
import {ModelBase} from "./ModelBase.sol";

/// @notice Bases, and runs up to their seed.
contract ModelRunsTest is ModelBase {
    function test_registersBases() public {
        vm.expectEmit(address(registry));
        emit IModelRegistry.BaseRegistered(1, NORTH_ID, WEIGHTS, "ipfs://base");
        _assertEq(_registerBase(NORTH), 1);
        _assertEq(_registerBase(SOUTH), 2);
        _assertEq(registry.modelCount(), 2);
        IModelRegistry.Model memory record = registry.model(1);
        _assertEq(record.operatorId, NORTH_ID);
        assert(record.weightsHash == WEIGHTS && record.baseModelId == 0 && record.runId == 0);
        assert(record.attributionRoot == 0 && record.status == 0 && record.claimedShare == 0);
        _assertEq(registry.model(2).operatorId, SOUTH_ID);
        _assertEq(registry.model(3).operatorId, 0);
    }

    function test_refusesBasesOfStrangersAndWithoutWeights() public {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        _registerBase(STRANGER);
        vm.expectRevert(IModelRegistry.WeightsMissing.selector);
        vm.prank(NORTH);
        registry.registerBase(0, "ipfs://base");
        _assertEq(registry.modelCount(), 0);
    }

    function test_claimsRunsThenOpensThem() public {
        _registerBase(SOUTH);
        around.setPolicy(5);
        vm.expectEmit(address(registry));
        emit IModelRegistry.RunClaimed(1, NORTH_ID, 5);
        _assertEq(_claim(NORTH, 5), 1);
        uint256 claimedAt = block.timestamp;
        assert(registry.run(1).openedAt == 0 && registry.run(1).snapshotRoot == 0);
        vm.warp(claimedAt + LIFE - 1);
        vm.expectEmit(address(registry));
        emit IModelRegistry.RunOpened(1, NORTH_ID, 1, 5, SNAPSHOT, CONSENT, HEAD, "ipfs://run");
        _openClaimed(NORTH, 1, 1);
        IModelRegistry.Run memory record = registry.run(1);
        _assertEq(record.operatorId, NORTH_ID);
        _assertEq(record.baseModelId, 1);
        _assertEq(record.policyId, 5);
        _assertEq(record.claimedAt, claimedAt);
        _assertEq(record.openedAt, block.timestamp);
        assert(record.closedAt == 0 && record.verifiedAt == 0);
        _assertEq(record.modelId, 0);
        assert(!record.seeded && record.snapshotRoot == SNAPSHOT);
        _assertEq(registry.runCount(), 1);
        IModelRegistry.Settings memory settings = registry.settings();
        assert(settings.maxConsentAge == MAX_AGE && settings.challengeWindow == WINDOW);
        assert(settings.runCeiling == CEILING && settings.runLife == LIFE);
    }

    function test_refusesOtherPolicies() public {
        _registerBase(NORTH);
        _refusesClaim(NORTH, 2, _error(IModelRegistry.MixtureMismatch.selector, 2, 1));
        _refusesClaim(NORTH, 0, _error(IModelRegistry.MixtureMismatch.selector, 0, 1));
        around.setPolicy(2);
        _refusesClaim(NORTH, 1, _error(IModelRegistry.MixtureMismatch.selector, 1, 2));
        _assertEq(registry.runCount(), 0);
        _claim(NORTH, 2);
        around.setPolicy(3);
        _refusesRun(NORTH, 1, SNAPSHOT, CONSENT, HEAD, _error(IModelRegistry.MixtureMismatch.selector, 2, 3));
    }

    function test_refusesStaleConsents() public {
        _registerBase(NORTH);
        _claim(NORTH, 1);
        bytes32 unknown = "unknown";
        bytes memory refusal = abi.encodeWithSelector(IModelRegistry.ConsentStale.selector, unknown);
        _refusesRun(NORTH, 1, SNAPSHOT, CONSENT, unknown, refusal);
        around.setAge(HEAD, MAX_AGE + 1);
        refusal = abi.encodeWithSelector(IModelRegistry.ConsentStale.selector, HEAD);
        _refusesRun(NORTH, 1, SNAPSHOT, CONSENT, HEAD, refusal);
    }

    function test_refusesRunsWithoutBaseRootsOrOperator() public {
        _registerBase(NORTH);
        bytes memory stranger = abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER);
        _refusesClaim(STRANGER, 1, stranger);
        _refusesRun(NORTH, 1, SNAPSHOT, CONSENT, HEAD, abi.encodeWithSelector(IModelRegistry.RunUnknown.selector, 1));
        _claim(NORTH, 1);
        bytes memory missing = abi.encodeWithSelector(IModelRegistry.RunRootsMissing.selector);
        _refusesRun(NORTH, 1, 0, CONSENT, HEAD, missing);
        _refusesRun(NORTH, 1, SNAPSHOT, 0, HEAD, missing);
        bytes4 unknown = IModelRegistry.ModelUnknown.selector;
        _refusesRun(NORTH, 0, SNAPSHOT, CONSENT, HEAD, abi.encodeWithSelector(unknown, 0));
        _refusesRun(NORTH, 2, SNAPSHOT, CONSENT, HEAD, abi.encodeWithSelector(unknown, 2));
        uint256 most = type(uint256).max;
        _refusesRun(NORTH, most, SNAPSHOT, CONSENT, HEAD, abi.encodeWithSelector(unknown, most));
        _refusesRun(STRANGER, 1, SNAPSHOT, CONSENT, HEAD, stranger);
        bytes memory other = abi.encodeWithSelector(IModelRegistry.NotRunOperator.selector, 1, SOUTH);
        _refusesRun(SOUTH, 1, SNAPSHOT, CONSENT, HEAD, other);
    }

    /// A claim keeps others out and lets its operator read texts, so it ends by itself.
    function test_opensARunOnceAndInTheLifeOfItsClaim() public {
        _registerBase(NORTH);
        _claim(NORTH, 1);
        uint256 claimedAt = block.timestamp;
        _refusesClaim(SOUTH, 1, _error(IModelRegistry.PolicyHasRun.selector, 1, 1));
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunUnknown.selector, 1));
        registry.drawSeed(1);
        vm.warp(claimedAt + LIFE);
        _refusesRun(NORTH, 1, SNAPSHOT, CONSENT, HEAD, _error(IModelRegistry.RunLapsed.selector, 1, claimedAt));
        _claim(SOUTH, 1);
        _refusesRun(NORTH, 1, SNAPSHOT, CONSENT, HEAD, _error(IModelRegistry.PolicyHasRun.selector, 1, 2));
        _openClaimed(SOUTH, 2, 1);
        bytes memory again = _error(IModelRegistry.RunOpenedAlready.selector, 2, block.timestamp);
        vm.expectRevert(again);
        _openClaimed(SOUTH, 2, 1);
    }

    /// Finding F4: a trainer that opened many runs saw many seeds, and registered the one it liked.
    function test_claimsOneRunOfAPolicy() public {
        _registerBase(NORTH);
        _claim(NORTH, 1);
        vm.warp(block.timestamp + LIFE / 2);
        _openClaimed(NORTH, 1, 1);
        bytes memory taken = _error(IModelRegistry.PolicyHasRun.selector, 1, 1);
        _refusesClaim(SOUTH, 1, taken);
        vm.warp(block.timestamp + LIFE - 1);
        _refusesClaim(NORTH, 1, taken);
        vm.warp(block.timestamp + 1);
        _refusesClaim(NORTH, 1, _error(IModelRegistry.RunClaimedAlready.selector, 1, NORTH_ID));
        _assertEq(_claim(SOUTH, 1), 2);
        // Whoever let its time pass, with a seed it did not like or without one, ends its run no more.
        _seed(1);
        vm.expectRevert(_error(IModelRegistry.PolicyHasRun.selector, 1, 2));
        _registerAdapter(NORTH, 1, _list(1), "root");
    }

    function test_waitsForTheVerificationOfAClosedRun() public {
        _registerBase(NORTH);
        uint256 runId = _claim(NORTH, 1);
        _openClaimed(NORTH, runId, 1);
        vm.warp(block.timestamp + LIFE - 1);
        _seed(runId);
        _registerAdapter(NORTH, runId, _list(1), "root");
        vm.warp(block.timestamp + LIFE - 1);
        bytes memory taken = _error(IModelRegistry.PolicyHasRun.selector, 1, 1);
        _refusesClaim(SOUTH, 1, taken);
        registry.markVerified(runId);
        vm.warp(block.timestamp + 10 * LIFE);
        _refusesClaim(SOUTH, 1, taken);
        around.setPolicy(2);
        _assertEq(_claim(NORTH, 2), 2);
    }

    /// A case may hold an audit up for longer than a run's life: then the first one that is verified is the policy's.
    function test_verifiesOneRunOfAPolicy() public {
        uint256 base = _registerBase(NORTH);
        _claim(NORTH, 1);
        _openClaimed(NORTH, 1, base);
        _seed(1);
        _registerAdapter(NORTH, 1, _list(1), "root");
        vm.warp(block.timestamp + LIFE);
        _claim(SOUTH, 1);
        _openClaimed(SOUTH, 2, base);
        _seed(2);
        _registerAdapter(SOUTH, 2, _list(1), "root");
        registry.markVerified(1);
        vm.expectRevert(_error(IModelRegistry.PolicyHasRun.selector, 1, 1));
        registry.markVerified(2);
        vm.warp(block.timestamp + 10 * LIFE);
        _refusesClaim(NORTH, 1, _error(IModelRegistry.PolicyHasRun.selector, 1, 1));
    }

    /// Whoever draws late, or in whatever block, has the seed that the clock chose (finding L9).
    function test_drawsTheSeedOfTheRoundAfterOpening() public {
        vm.warp(1_000_005);
        uint256 runId = _openRun(NORTH, _registerBase(NORTH));
        bytes memory pending = abi.encodeWithSelector(IModelRegistry.SeedPending.selector, runId, 1_000_005);
        vm.expectRevert(pending);
        registry.drawSeed(runId);
        vm.warp(1_000_019);
        vm.expectRevert(pending);
        registry.drawSeed(runId);
        vm.warp(2_000_000);
        bytes32 value = keccak256(abi.encode("round", uint256(1_000_010)));
        vm.expectEmit(address(registry));
        emit IModelRegistry.RunSeeded(runId, keccak256(abi.encode(value, runId, SNAPSHOT, uint256(1))));
        vm.prank(STRANGER);
        registry.drawSeed(runId);
        assert(registry.run(runId).seeded);
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunAlreadySeeded.selector, runId));
        registry.drawSeed(runId);
    }

    function test_drawsForKnownRunsOnly() public {
        vm.expectRevert(abi.encodeWithSelector(IModelRegistry.RunUnknown.selector, 1));
        registry.drawSeed(1);
    }

    function _refusesClaim(address account, uint256 policyId, bytes memory refusal) private {
        vm.expectRevert(refusal);
        _claim(account, policyId);
    }

    /// @dev Of run 1.
    function _refusesRun(
        address account,
        uint256 baseModelId,
        bytes32 snapshotRoot,
        bytes32 consentRoot,
        bytes32 head,
        bytes memory refusal
    ) private {
        vm.expectRevert(refusal);
        vm.prank(account);
        registry.openRun(1, baseModelId, snapshotRoot, consentRoot, head, "ipfs://run");
    }

    function _error(bytes4 selector, uint256 first, uint256 second) private pure returns (bytes memory) {
        return abi.encodeWithSelector(selector, first, second);
    }
}
