// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {MixturePolicy} from "../../../contracts/training/MixturePolicy.sol";
import {MixtureWorld} from "./MixtureWorld.sol";

/// @notice Adoption, and the history of what was in force.
contract MixturePolicyTest is MixtureWorld {
    function setUp() public {
        _open();
    }

    function test_startsWithItsFirstPolicy() public {
        vm.expectEmit();
        emit MixturePolicy.PolicyAdopted(1, _shares(200, 5_000, 2_400, 2_400));
        vm.expectEmit();
        emit MixturePolicy.PlanAdopted(1, _plan());
        MixturePolicy born = _deploy(_names(4), _shares(200, 5_000, 2_400, 2_400), MixturePolicy.Bounds(200, 5_000, 1));
        (uint256 id, uint16[] memory shares) = born.current();
        _assertEq(id, 1);
        _assertEq(born.currentId(), 1);
        _assertShares(shares, 200, 5_000, 2_400, 2_400);
        _assertShares(born.policy(1), 200, 5_000, 2_400, 2_400);
        _assertEq(born.adoptedAt(1), START);
        string[] memory names = born.registers();
        _assertEq(names.length, 4);
        assert(keccak256(bytes(names[3])) == keccak256("register D"));
        MixturePolicy.Bounds memory bounds = born.bounds();
        assert(bounds.floor == 200 && bounds.cap == 5_000 && bounds.maxStep == 1);
    }

    function test_refusesBoundsOutsideTheConstitution() public {
        _refusesBounds(99, 5_000, 1_000);
        _refusesBounds(200, 6_001, 1_000);
        _refusesBounds(200, 5_000, 2_001);
        _refusesBounds(200, 5_000, 0);
        _refusesBounds(2_501, 2_500, 1_000);
        this.deploy(4, _shares(2_500, 2_500, 2_500, 2_500), MixturePolicy.Bounds(2_500, 2_500, 2_000));
        this.deploy(4, _shares(2_500, 2_500, 2_500, 2_500), MixturePolicy.Bounds(100, 6_000, 1));
    }

    function test_refusesAFirstPolicyThatDoesNotFit() public {
        MixturePolicy.Bounds memory bounds = MixturePolicy.Bounds(200, 5_000, 1_000);
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.RegisterCountMismatch.selector, 0, 0));
        this.deploy(0, new uint16[](0), bounds);
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.RegisterCountMismatch.selector, 3, 4));
        this.deploy(3, _shares(2_500, 2_500, 2_500, 2_500), bounds);
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.SumNotWhole.selector, 9_999));
        this.deploy(4, _shares(2_500, 2_500, 2_500, 2_499), bounds);
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.ShareOutOfBounds.selector, 1, 5_001));
        this.deploy(4, _shares(2_500, 5_001, 2_299, 200), bounds);
    }

    function test_adoptsOneStepAtATime() public {
        vm.warp(START + 5);
        vm.expectEmit(address(mixture));
        emit MixturePolicy.PolicyAdopted(2, _shares(3_500, 1_500, 2_500, 2_500));
        mixture.adopt(_shares(3_500, 1_500, 2_500, 2_500));
        _assertEq(mixture.currentId(), 2);
        _assertEq(mixture.adoptedAt(2), START + 5);
        _assertShares(mixture.policy(1), 2_500, 2_500, 2_500, 2_500);
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.AdoptedAlready.selector, START + 5));
        mixture.adopt(_shares(4_000, 1_000, 2_500, 2_500));
        vm.warp(START + 6);
        mixture.adopt(_shares(4_000, 1_000, 2_500, 2_500));
        _assertEq(mixture.currentId(), 3);
    }

    function test_refusesStepsSumsCountsAndBounds() public {
        vm.warp(START + 5);
        _refuses(
            _shares(3_501, 1_500, 2_500, 2_499),
            abi.encodeWithSelector(MixturePolicy.ShareTooFast.selector, 0, 2_500, 3_501)
        );
        _refuses(
            _shares(3_500, 2_500, 2_501, 1_499),
            abi.encodeWithSelector(MixturePolicy.ShareTooFast.selector, 3, 2_500, 1_499)
        );
        _refuses(
            _shares(2_501, 2_500, 2_500, 2_500),
            abi.encodeWithSelector(MixturePolicy.SumNotWhole.selector, 10_001)
        );
        _refuses(new uint16[](3), abi.encodeWithSelector(MixturePolicy.RegisterCountMismatch.selector, 4, 3));
        _refuses(new uint16[](5), abi.encodeWithSelector(MixturePolicy.RegisterCountMismatch.selector, 4, 5));
        mixture.adopt(_shares(3_500, 3_500, 1_500, 1_500));
        vm.warp(START + 6);
        mixture.adopt(_shares(4_500, 4_500, 500, 500));
        vm.warp(START + 7);
        _refuses(
            _shares(5_001, 3_999, 500, 500),
            abi.encodeWithSelector(MixturePolicy.ShareOutOfBounds.selector, 0, 5_001)
        );
        _refuses(
            _shares(5_000, 4_301, 500, 199),
            abi.encodeWithSelector(MixturePolicy.ShareOutOfBounds.selector, 3, 199)
        );
        _assertEq(mixture.currentId(), 3);
        mixture.adopt(_shares(5_000, 4_300, 500, 200));
    }

    /// Finding F4: budget, caps and hold-out were whatever the trainer wrote.
    function test_keepsThePlanWithSharesAndTheSharesWithAPlan() public {
        vm.warp(START + 5);
        MixturePolicy.Plan memory next = MixturePolicy.Plan(2 ** 26, 100, 10_000, 2, 1);
        vm.expectEmit(address(mixture));
        emit MixturePolicy.PolicyAdopted(2, _shares(2_500, 2_500, 2_500, 2_500));
        vm.expectEmit(address(mixture));
        emit MixturePolicy.PlanAdopted(2, next);
        mixture.adoptPlan(next);
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.AdoptedAlready.selector, START + 5));
        mixture.adoptPlan(_plan());
        vm.warp(START + 6);
        mixture.adopt(_shares(3_500, 1_500, 2_500, 2_500));
        _assertPlan(mixture.planOf(1), _plan());
        _assertPlan(mixture.planOf(2), next);
        _assertPlan(mixture.planOf(3), next);
        _assertPlan(mixture.plan(), next);
        _assertShares(mixture.policy(2), 2_500, 2_500, 2_500, 2_500);
        _assertEq(mixture.currentId(), 3);
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.PolicyUnknown.selector, 4));
        mixture.planOf(4);
    }

    function test_refusesPlansThatNobodyCanDraw() public {
        vm.warp(START + 5);
        _refusesPlan(MixturePolicy.Plan(0, 4, 200, 5, 2));
        _refusesPlan(MixturePolicy.Plan(2 ** 26 + 1, 4, 200, 5, 2));
        _refusesPlan(MixturePolicy.Plan(1, 0, 200, 5, 2));
        _refusesPlan(MixturePolicy.Plan(1, 101, 200, 5, 2));
        _refusesPlan(MixturePolicy.Plan(1, 4, 0, 5, 2));
        _refusesPlan(MixturePolicy.Plan(1, 4, 10_001, 5, 2));
        _refusesPlan(MixturePolicy.Plan(1, 4, 200, 1, 2));
        _refusesPlan(MixturePolicy.Plan(1, 4, 200, 5, 0));
        mixture.adoptPlan(MixturePolicy.Plan(1, 1, 1, 2, 1));
    }

    function test_isForTheAuthorityOnly() public {
        vm.warp(START + 5);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(7)));
        vm.prank(address(7));
        mixture.adopt(_shares(2_500, 2_500, 2_500, 2_500));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(7)));
        vm.prank(address(7));
        mixture.adoptPlan(_plan());
    }

    function test_remembersWhatWasInForce() public {
        vm.warp(START + 10);
        mixture.adopt(_shares(2_600, 2_400, 2_500, 2_500));
        vm.warp(START + 20);
        mixture.adopt(_shares(2_700, 2_300, 2_500, 2_500));
        vm.warp(START + 30);
        mixture.adopt(_shares(2_800, 2_200, 2_500, 2_500));
        vm.warp(START + 41);
        for (uint256 id = 1; id <= 4; ++id) {
            _assertEq(mixture.adoptedAt(id), START + 10 * (id - 1));
            _assertEq(mixture.policy(id)[0], 2_400 + 100 * id);
        }
    }

    function test_knowsPoliciesByNumber() public {
        bytes4 unknown = MixturePolicy.PolicyUnknown.selector;
        vm.expectRevert(abi.encodeWithSelector(unknown, 0));
        mixture.policy(0);
        vm.expectRevert(abi.encodeWithSelector(unknown, 2));
        mixture.policy(2);
        vm.expectRevert(abi.encodeWithSelector(unknown, 0));
        mixture.adoptedAt(0);
        vm.expectRevert(abi.encodeWithSelector(unknown, 2));
        mixture.adoptedAt(2);
    }

    function deploy(uint256 count, uint16[] memory shares, MixturePolicy.Bounds memory bounds) external {
        _deploy(_names(count), shares, bounds);
    }

    function _refusesBounds(uint16 floor, uint16 cap, uint16 step) private {
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.MixtureBoundsInvalid.selector, floor, cap, step));
        this.deploy(4, _shares(2_500, 2_500, 2_500, 2_500), MixturePolicy.Bounds(floor, cap, step));
    }

    function _refuses(uint16[] memory shares, bytes memory refusal) private {
        vm.expectRevert(refusal);
        mixture.adopt(shares);
    }

    function _refusesPlan(MixturePolicy.Plan memory next) private {
        vm.expectRevert(abi.encodeWithSelector(MixturePolicy.PlanInvalid.selector, next));
        mixture.adoptPlan(next);
    }

    function _assertPlan(MixturePolicy.Plan memory found, MixturePolicy.Plan memory expected) private pure {
        assert(keccak256(abi.encode(found)) == keccak256(abi.encode(expected)));
    }

    function _assertShares(uint16[] memory found, uint16 a, uint16 b, uint16 c, uint16 d) private pure {
        _assertEq(found.length, 4);
        uint16[] memory expected = _shares(a, b, c, d);
        for (uint256 i = 0; i < 4; ++i) _assertEq(found[i], expected[i]);
    }
}
