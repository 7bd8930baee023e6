// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IContributionCredits} from "../../../contracts/credits/IContributionCredits.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {ISettlement} from "../../../contracts/work/ISettlement.sol";
import {Settlement} from "../../../contracts/work/Settlement.sol";
import {WorkBase} from "./WorkBase.sol";

/// @notice Operators 1 and 2 were credited 500 and 300 units before the cutoff.
contract SettlementTest is WorkBase {
    uint48 private _cutoff;
    bytes32 private _one;
    bytes32 private _two;
    bytes32 private _root;

    function setUp() public {
        _deploy();
        _ledger.credit(1, 500);
        _ledger.credit(2, 300);
        _cutoff = uint48(block.timestamp);
        vm.warp(block.timestamp + 1);
        _ledger.credit(1, 50);
        _one = _leaf(1, _account(1), 500);
        _two = _leaf(2, _account(2), 300);
        _root = _pair(_one, _two);
    }

    function test_aTrueRootBecomesFinalAndIsClaimed() public {
        uint48 finalAt = uint48(block.timestamp) + TEST_PERIOD;
        vm.expectEmit(address(_settlement));
        emit ISettlement.RootPosted(3, _cutoff, _root, finalAt, "ipfs://x");
        _post(3, _cutoff, _root);
        ISettlement.Pending memory pending = _settlement.pending();
        assert(pending.root == _root && pending.cutoff == _cutoff && pending.finalAt == finalAt);
        assert(pending.posterId == 3 && pending.demands == 0);
        vm.warp(finalAt - 1);
        _reverts(abi.encodeWithSelector(ISettlement.RootPending.selector, _root, finalAt));
        _settlement.finalise();
        vm.warp(finalAt);
        vm.expectEmit(address(_settlement));
        emit ISettlement.RootFinalised(_root, _cutoff);
        vm.expectEmit(address(_credits));
        emit IContributionCredits.CreditRootSet(_root, _cutoff);
        _settlement.finalise();
        assert(_settlement.lastCutoff() == _cutoff && _settlement.pending().root == 0);
        assert(_credits.claim(1, _account(1), 500, _path(_two)) == 500);
        assert(_credits.claim(2, _account(2), 300, _path(_one)) == 300);
        vm.expectRevert(ISettlement.NothingPending.selector);
        _settlement.finalise();
    }

    function test_onlyActiveOperatorsPost() public {
        _reverts(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, address(0x99)));
        this.postAs(address(0x99), _cutoff, _root);
        _operators.setActive(3, false);
        _reverts(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, 3));
        this.postAs(_account(3), _cutoff, _root);
        assert(_settlement.pending().root == 0);
    }

    function test_theCutoffLiesInThePast() public {
        uint48 time = uint48(block.timestamp);
        _reverts(abi.encodeWithSelector(ISettlement.CutoffInvalid.selector, time, 0, time));
        this.postAs(_account(3), time, _root);
        _reverts(abi.encodeWithSelector(ISettlement.CutoffInvalid.selector, type(uint48).max, 0, time));
        this.postAs(_account(3), type(uint48).max, _root);
        _reverts(abi.encodeWithSelector(ISettlement.CutoffInvalid.selector, 0, 0, time));
        this.postAs(_account(3), 0, _root);
        _post(3, time - 1, _root);
    }

    function test_theCutoffNeverMovesBack() public {
        _post(3, _cutoff, _root);
        vm.warp(block.timestamp + TEST_PERIOD);
        _settlement.finalise();
        uint48 time = uint48(block.timestamp);
        _reverts(abi.encodeWithSelector(ISettlement.CutoffInvalid.selector, _cutoff, _cutoff, time));
        this.postAs(_account(3), _cutoff, _root);
        _post(3, _cutoff + 1, _root);
    }

    function test_aRootMustNotBeZero() public {
        vm.expectRevert(ISettlement.RootMissing.selector);
        this.postAs(_account(3), _cutoff, 0);
    }

    function test_oneRootAtATime() public {
        _post(3, _cutoff, _root);
        _reverts(
            abi.encodeWithSelector(ISettlement.RootPending.selector, _root, uint48(block.timestamp) + TEST_PERIOD)
        );
        this.postAs(_account(4), _cutoff, bytes32("other"));
        assert(_settlement.pending().posterId == 3);
    }

    function test_aPostAfterTheWindowMakesTheLastFinal() public {
        _post(3, _cutoff, _root);
        vm.warp(block.timestamp + TEST_PERIOD);
        vm.expectEmit(address(_settlement));
        emit ISettlement.RootFinalised(_root, _cutoff);
        _post(4, _cutoff + 1, bytes32("next"));
        assert(_settlement.lastCutoff() == _cutoff && _settlement.pending().root == "next");
    }

    function test_aWrongSumRefutesTheRootAndBarsItsPoster() public {
        bytes32 false_ = _leaf(1, _account(1), 501);
        bytes32 root = _pair(false_, _two);
        _post(3, _cutoff, root);
        _reverts(abi.encodeWithSelector(ISettlement.LeafTrue.selector, 2, _account(2), 300));
        this.refute(2, _account(2), 300, _path(false_));
        vm.expectEmit(address(_settlement));
        emit ISettlement.RootRefuted(3, root, 1);
        _settlement.refute(1, _account(1), 501, _path(_two));
        assert(_settlement.isBarred(3) && !_settlement.isBarred(4));
        assert(_settlement.pending().root == 0 && _settlement.lastCutoff() == 0);
        _reverts(abi.encodeWithSelector(ISettlement.PosterBarred.selector, 3));
        this.postAs(_account(3), _cutoff, _root);
        _post(4, _cutoff, _root);
    }

    function test_unitsCreditedAfterTheCutoffRefuteToo() public {
        bytes32 later = _leaf(1, _account(1), 550);
        _post(3, _cutoff, _pair(later, _two));
        _settlement.refute(1, _account(1), 550, _path(_two));
        assert(_settlement.isBarred(3));
    }

    function test_aForeignAccountRefutesTheRoot() public {
        bytes32 stolen = _leaf(1, _account(4), 500);
        _post(3, _cutoff, _pair(stolen, _two));
        _settlement.refute(1, _account(4), 500, _path(_two));
        assert(_settlement.isBarred(3));
    }

    function test_anAccountGivenUpRefutesNothing() public {
        _operators.rekey(1, address(0x99));
        _post(3, _cutoff, _root);
        _reverts(abi.encodeWithSelector(ISettlement.LeafTrue.selector, 1, _account(1), 500));
        this.refute(1, _account(1), 500, _path(_two));
    }

    function test_leavesOfOtherTreesRefuteNothing() public {
        vm.expectRevert(ISettlement.NothingPending.selector);
        this.refute(1, _account(1), 501, _path(_two));
        _post(3, _cutoff, _root);
        bytes32 leaf = _leaf(1, _account(1), 501);
        _reverts(abi.encodeWithSelector(ISettlement.LeafNotInRoot.selector, leaf, _root));
        this.refute(1, _account(1), 501, _path(_two));
    }

    function test_anUnpublishedRootFallsToADemand() public {
        bytes32 made = keccak256("nobody knows the leaves");
        _post(3, _cutoff, made);
        vm.expectEmit(address(_settlement));
        emit ISettlement.LeafDemanded(made, 1);
        _demand(1);
        assert(_settlement.pending().demands == 1);
        vm.warp(block.timestamp + TEST_PERIOD);
        vm.expectEmit(address(_settlement));
        emit ISettlement.RootRefuted(3, made, 0);
        _settlement.finalise();
        assert(_settlement.isBarred(3) && _settlement.lastCutoff() == 0);
        (bytes32 root, ) = _credits.creditRoot();
        assert(root == 0);
        _post(4, _cutoff, _root);
    }

    function test_theNextPostDropsAnUnansweredRoot() public {
        _post(3, _cutoff, "made up");
        _demand(2);
        vm.warp(block.timestamp + TEST_PERIOD);
        _post(4, _cutoff, _root);
        assert(_settlement.isBarred(3) && _settlement.pending().root == _root && _settlement.pending().demands == 0);
    }

    function test_aShownLeafEndsItsDemand() public {
        _post(3, _cutoff, _root);
        _demand(1);
        _demand(2);
        vm.expectEmit(address(_settlement));
        emit ISettlement.LeafShown(_root, 1);
        _settlement.show(1, _account(1), 500, _path(_two));
        assert(_settlement.pending().demands == 1);
        _reverts(abi.encodeWithSelector(ISettlement.NotDemanded.selector, 1));
        this.show(1, _account(1), 500, _path(_two));
        _settlement.show(2, _account(2), 300, _path(_one));
        vm.warp(block.timestamp + TEST_PERIOD);
        _settlement.finalise();
        assert(_settlement.lastCutoff() == _cutoff && !_settlement.isBarred(3));
    }

    function test_demandsAreOncePerRootAndForCreditedWorkOnly() public {
        vm.expectRevert(ISettlement.NothingPending.selector);
        this.demandAs(_account(1));
        _post(3, _cutoff, _root);
        _reverts(abi.encodeWithSelector(ISettlement.NothingOwed.selector, 4, _cutoff));
        this.demandAs(_account(4));
        _reverts(abi.encodeWithSelector(ISettlement.NothingOwed.selector, 0, _cutoff));
        this.demandAs(address(0x99));
        _demand(1);
        _reverts(abi.encodeWithSelector(ISettlement.AlreadyDemanded.selector, 1));
        this.demandAs(_account(1));
        _settlement.show(1, _account(1), 500, _path(_two));
        _reverts(abi.encodeWithSelector(ISettlement.AlreadyDemanded.selector, 1));
        this.demandAs(_account(1));
        // A new root may be asked again.
        vm.warp(block.timestamp + TEST_PERIOD);
        _post(3, _cutoff + 1, "next");
        _demand(1);
    }

    function test_demandsLeaveTimeToAnswer() public {
        _post(3, _cutoff, _root);
        uint48 until = uint48(block.timestamp) + TEST_PERIOD / 2;
        vm.warp(until);
        _reverts(abi.encodeWithSelector(ISettlement.DemandLate.selector, until));
        this.demandAs(_account(1));
        vm.warp(until - 1);
        _demand(1);
    }

    function test_onlyTrueLeavesAnswer() public {
        bytes32 false_ = _leaf(1, _account(1), 501);
        _post(3, _cutoff, _pair(false_, _two));
        _demand(1);
        _reverts(abi.encodeWithSelector(ISettlement.LeafFalse.selector, 1, _account(1), 501));
        this.show(1, _account(1), 501, _path(_two));
        _reverts(abi.encodeWithSelector(ISettlement.NotDemanded.selector, 2));
        this.show(2, _account(2), 300, _path(false_));
        bytes32 leaf = _leaf(1, _account(1), 500);
        bytes32 root = _pair(false_, _two);
        _reverts(abi.encodeWithSelector(ISettlement.LeafNotInRoot.selector, leaf, root));
        this.show(1, _account(1), 500, _path(_two));
    }

    function test_aBadPosterDelaysOthersByOneWindowAtMost() public {
        _post(3, _cutoff, "made up");
        _demand(1);
        vm.warp(block.timestamp + TEST_PERIOD);
        // The bad poster cannot even use the free place first.
        _reverts(abi.encodeWithSelector(ISettlement.PosterBarred.selector, 3));
        this.postAs(_account(3), _cutoff, "made up again");
        _post(4, _cutoff, _root);
        vm.warp(block.timestamp + TEST_PERIOD);
        _settlement.finalise();
        assert(_credits.claim(1, _account(1), 500, _path(_two)) == 500);
    }

    function test_theWindowIsAtLeastTwoSeconds() public {
        assert(_settlement.window() == TEST_PERIOD);
        _reverts(abi.encodeWithSelector(ISettlement.SettlementWindowInvalid.selector, 1));
        this.make(1);
        this.make(2);
    }

    function make(uint48 length) external {
        IOperatorRegistry operators = IOperatorRegistry(address(_operators));
        new Settlement(operators, IIdentityRegistry(address(_operators)), _ledger, _credits, length);
    }

    function postAs(address account, uint48 cutoff, bytes32 root) external {
        vm.prank(account);
        _settlement.post(cutoff, root, "ipfs://x");
    }

    function demandAs(address account) external {
        vm.prank(account);
        _settlement.demand();
    }

    function refute(uint256 id, address account, uint256 cumulative, bytes32[] memory proof) external {
        _settlement.refute(id, account, cumulative, proof);
    }

    function show(uint256 id, address account, uint256 cumulative, bytes32[] memory proof) external {
        _settlement.show(id, account, cumulative, proof);
    }

    function _post(uint256 id, uint48 cutoff, bytes32 root) private {
        vm.prank(_account(id));
        _settlement.post(cutoff, root, "ipfs://x");
    }

    function _demand(uint256 id) private {
        vm.prank(_account(id));
        _settlement.demand();
    }
}
