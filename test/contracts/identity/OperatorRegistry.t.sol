// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {OperatorRegistry} from "../../../contracts/identity/OperatorRegistry.sol";
import {OperatorFixture} from "./OperatorFixture.sol";
import {Court, SetAuthority} from "./SetAuthority.sol";

/// @notice An operator that takes no money back, or asks again while it is paid.
contract Payee {
    OperatorRegistry private immutable _OPERATORS;
    bool public refuses = true;
    bool public askedAgain;

    constructor(OperatorRegistry operators) payable {
        _OPERATORS = operators;
    }

    function register() external {
        _OPERATORS.register{value: 1 ether}(0, 1, "");
        _OPERATORS.unbond();
    }

    function withdraw() external {
        _OPERATORS.withdrawStake();
    }

    function accept() external {
        refuses = false;
    }

    receive() external payable {
        require(!refuses, "no");
        try _OPERATORS.withdrawStake() {
            askedAgain = true;
        } catch {
            askedAgain = false;
        }
    }
}

contract OperatorRegistryTest is OperatorFixture {
    function setUp() public {
        _deployOperators();
        _enrol(BAKO);
        _enrol(ANA);
        _enrol(CHEN, INSTITUTION);
    }

    function test_startsEmptyWithItsSettings() public view {
        assert(operators.minStake() == MIN_STAKE);
        assert(operators.count() == 0 && operators.operatorOf(ANA) == 0 && operators.operatorOf(STRANGER) == 0);
        assert(!operators.isActive(0) && !operators.isActive(2) && operators.groupOf(2) == 0);
        assert(operators.operator(2).account == address(0) && operators.operator(2).identityId == 0);
        assert(operators.groupCount() == 0 && operators.foundedAt(bytes32(uint256(2))) == 0);
    }

    function test_registersUnderTheNumberOfTheIdentity() public {
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.OperatorRegistered(2, ANA, bytes32(uint256(2)), MIN_STAKE + 5);
        assert(_register(ANA, MIN_STAKE + 5) == 2);
        assert(operators.operatorOf(ANA) == 2 && operators.activeOperatorOf(ANA) == 2 && operators.isActive(2));
        assert(operators.count() == 1 && operators.groupOf(2) == bytes32(uint256(2)));
        IOperatorRegistry.Operator memory record = operators.operator(2);
        assert(record.account == ANA && record.identityId == 2 && record.computeClass == 4);
        assert(record.group == bytes32(uint256(2)));
        assert(record.stake == MIN_STAKE + 5 && record.unbondAt == 0);
        assert(_register(CHEN, MIN_STAKE) == 3 && operators.count() == 2);
        assert(address(operators).balance == 2 * MIN_STAKE + 5);
    }

    function test_refusesTheInactiveTheSecondAndTheLow() public {
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.IdentityInactive.selector, STRANGER, 0));
        _register(STRANGER, MIN_STAKE);
        _suspend(1, START + 1);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.IdentityInactive.selector, BAKO, 1));
        _register(BAKO, MIN_STAKE);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.StakeLow.selector, MIN_STAKE - 1, MIN_STAKE));
        _register(ANA, MIN_STAKE - 1);
        assert(operators.count() == 0 && address(operators).balance == 0);
        _register(ANA, MIN_STAKE);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.IdentityTaken.selector, 2));
        _register(ANA, MIN_STAKE);
        assert(operators.count() == 1);
    }

    function test_isActiveExactlyWhileTheIdentityIs() public {
        _register(ANA, MIN_STAKE);
        bytes memory inactive = abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, 2);
        _suspend(2, START + 10);
        assert(!operators.isActive(2));
        vm.expectRevert(inactive);
        operators.activeOperatorOf(ANA);
        vm.warp(START + 10);
        assert(operators.isActive(2) && operators.activeOperatorOf(ANA) == 2);
        _revoke(1, 2);
        assert(!operators.isActive(2) && operators.operatorOf(ANA) == 2);
        vm.expectRevert(inactive);
        operators.activeOperatorOf(ANA);
        bytes memory none = abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, BAKO);
        vm.expectRevert(none);
        operators.activeOperatorOf(BAKO);
        assert(!operators.isActive(1));
    }

    function test_leavesAndReturns() public {
        _register(ANA, MIN_STAKE);
        uint64 unbondAt = uint64(START + UNBONDING);
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.Unbonding(2, unbondAt);
        vm.startPrank(ANA);
        operators.unbond();
        assert(!operators.isActive(2) && operators.operator(2).unbondAt == unbondAt);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.AlreadyUnbonding.selector, 2, unbondAt));
        operators.unbond();
        vm.warp(unbondAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.StakeLocked.selector, 2, unbondAt));
        operators.withdrawStake();
        vm.warp(unbondAt);
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.StakeWithdrawn(2, MIN_STAKE);
        operators.withdrawStake();
        assert(ANA.balance == MIN_STAKE && address(operators).balance == 0 && operators.operator(2).stake == 0);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.StakeEmpty.selector, 2));
        operators.withdrawStake();

        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.StakeLow.selector, MIN_STAKE - 1, MIN_STAKE));
        operators.bond{value: MIN_STAKE - 1}();
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.Bonded(2, MIN_STAKE);
        operators.bond{value: MIN_STAKE}();
        vm.stopPrank();
        assert(operators.activeOperatorOf(ANA) == 2 && operators.operator(2).unbondAt == 0);
        assert(address(operators).balance == MIN_STAKE && operators.count() == 1);
    }

    function test_addsToTheStakeAndCallsLeavingOff() public {
        _register(ANA, MIN_STAKE);
        vm.startPrank(ANA);
        operators.unbond();
        vm.deal(ANA, 7);
        operators.bond{value: 7}();
        assert(operators.isActive(2) && operators.operator(2).stake == MIN_STAKE + 7);
        vm.warp(START + UNBONDING);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.StakeLocked.selector, 2, 0));
        operators.withdrawStake();
        vm.stopPrank();
    }

    function test_isClosedToStrangers() public {
        vm.startPrank(BAKO);
        bytes memory refusal = abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, BAKO);
        vm.expectRevert(refusal);
        operators.bond();
        vm.expectRevert(refusal);
        operators.unbond();
        vm.expectRevert(refusal);
        operators.withdrawStake();
        vm.expectRevert(refusal);
        operators.unbindNode("peer");
        vm.stopPrank();
    }

    function test_aRevokedOperatorGetsItsStakeBack() public {
        _register(ANA, MIN_STAKE);
        _revoke(1, 2);
        vm.startPrank(ANA);
        operators.unbond();
        vm.warp(START + UNBONDING);
        operators.withdrawStake();
        vm.stopPrank();
        assert(ANA.balance == MIN_STAKE);
    }

    function test_followsTheIdentityToItsNewAccount() public {
        _register(ANA, MIN_STAKE);
        _rekey(2, ANA, DARA);
        assert(operators.operatorOf(DARA) == 2 && operators.activeOperatorOf(DARA) == 2);
        assert(operators.operatorOf(ANA) == 0 && operators.operator(2).account == DARA);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, ANA));
        operators.activeOperatorOf(ANA);
        vm.prank(ANA);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, ANA));
        operators.unbond();
        vm.startPrank(DARA);
        operators.unbond();
        vm.warp(block.timestamp + UNBONDING);
        operators.withdrawStake();
        assert(DARA.balance == MIN_STAKE);
    }

    function test_isSlashedAndHeldByThoseOnlyWhomTheAuthorityNames() public {
        _register(ANA, MIN_STAKE);
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, ANA);
        vm.startPrank(ANA);
        vm.expectRevert(refusal);
        operators.slash(2, 1, 9);
        vm.expectRevert(refusal);
        operators.hold(2, 0);
        vm.stopPrank();
        vm.startPrank(court);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorUnknown.selector, 1));
        operators.hold(1, uint48(START + 1));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.ShareInvalid.selector, 0));
        operators.slash(2, 0, 9);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.ShareInvalid.selector, 10_001));
        operators.slash(2, 10_001, 9);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorUnknown.selector, 1));
        operators.slash(1, 1, 9);
        vm.stopPrank();
        assert(operators.operator(2).stake == MIN_STAKE);
    }

    function test_burnsTheSlashedShare() public {
        _register(ANA, MIN_STAKE);
        uint256 burntBefore = BURNT.balance;
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.Slashed(2, MIN_STAKE / 4, 9);
        vm.prank(court);
        operators.slash(2, 2500, 9);
        assert(operators.operator(2).stake == MIN_STAKE - MIN_STAKE / 4 && !operators.isActive(2));
        assert(BURNT.balance - burntBefore == MIN_STAKE / 4);
        assert(address(operators).balance == MIN_STAKE - MIN_STAKE / 4);
    }

    function test_slashesAStakeThatIsLeaving() public {
        _register(ANA, MIN_STAKE);
        vm.prank(ANA);
        operators.unbond();
        vm.warp(START + UNBONDING - 1);
        vm.prank(court);
        operators.slash(2, 5000, 9);
        vm.warp(START + UNBONDING);
        vm.prank(ANA);
        operators.withdrawStake();
        assert(ANA.balance == MIN_STAKE / 2 && address(operators).balance == 0);
        // Nothing is left to burn, and the ruling can still be carried out.
        vm.prank(court);
        operators.slash(2, 10_000, 10);
        assert(operators.operator(2).stake == 0);
    }

    function test_slashesAll() public {
        _register(ANA, MIN_STAKE);
        vm.prank(court);
        operators.slash(2, 10_000, 9);
        assert(operators.operator(2).stake == 0 && address(operators).balance == 0);
    }

    function test_keepsTheStakeOfAPayeeThatRefuses() public {
        Payee payee = new Payee{value: 1 ether}(operators);
        _enrol(address(payee));
        payee.register();
        vm.warp(START + UNBONDING);
        vm.expectRevert(
            abi.encodeWithSelector(IOperatorRegistry.RefundFailed.selector, address(payee), uint256(1 ether))
        );
        payee.withdraw();
        assert(operators.operator(4).stake == 1 ether);
        payee.accept();
        payee.withdraw();
        assert(!payee.askedAgain() && address(payee).balance == 1 ether && address(operators).balance == 0);
    }

    function test_leavingDoesNotOutrunACase() public {
        _register(ANA, MIN_STAKE);
        Court(court).hold(2, true);
        vm.startPrank(ANA);
        operators.unbond();
        vm.warp(START + 2 * UNBONDING);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.StakeHeld.selector, 2, 0));
        operators.withdrawStake();
        assert(operators.operator(2).stake == MIN_STAKE);
        Court(court).hold(2, false);
        operators.withdrawStake();
        assert(ANA.balance == MIN_STAKE && operators.operator(2).stake == 0);
    }

    function test_leavingDoesNotOutrunAProof() public {
        _register(ANA, MIN_STAKE);
        uint48 until = uint48(START + UNBONDING + 5 days);
        vm.startPrank(court);
        vm.expectEmit(address(operators));
        emit IOperatorRegistry.StakeHeldUntil(2, until);
        operators.hold(2, until);
        vm.recordLogs();
        operators.hold(2, until - 1);
        assert(vm.getRecordedLogs().length == 0);
        vm.stopPrank();
        vm.startPrank(ANA);
        operators.unbond();
        vm.warp(until - 1);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.StakeHeld.selector, 2, until));
        operators.withdrawStake();
        vm.warp(until);
        operators.withdrawStake();
        assert(ANA.balance == MIN_STAKE);
    }

    function test_stakesLeaveFreelyBeforeThereIsACourt() public {
        OperatorRegistry fresh = new OperatorRegistry(address(new SetAuthority()), registry, MIN_STAKE, UNBONDING);
        vm.deal(BAKO, MIN_STAKE);
        vm.startPrank(BAKO);
        fresh.register{value: MIN_STAKE}(0, 1, "");
        fresh.unbond();
        vm.warp(START + UNBONDING);
        fresh.withdrawStake();
        assert(BAKO.balance == MIN_STAKE);
    }
}
